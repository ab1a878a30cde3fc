import type { Column, DatabaseSchema, DatabaseTable } from '@mikro-orm/sql';

import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { SchemaMode } from './schema-mode.js';

/** What an endpoint's table is checked against. */
export interface TableCheck {
  readonly existing: DatabaseSchema;
  readonly wanted: DatabaseTable | undefined;
  readonly mode: SchemaMode;
  /** Of all endpoints. */
  readonly models: readonly EndpointModel[];
}

/** What keeps an endpoint from working on the table that the database has. */
export function tableProblems(model: EndpointModel, check: TableCheck): string[] {
  const table = check.existing.getTable(model.table);
  // A view has no columns that can be checked here; its owner knows what is in it.
  if (table === undefined && check.existing.hasView(model.table)) return [];
  const problems =
    table === undefined
      ? [`the table '${model.table}' does not exist. ${remedyForTable(check.mode)}`]
      : [...missingColumns(model, table, check), ...demandingColumns(model, table, check)];
  return problems.map((problem) => `${model.name}: ${problem}`);
}

function remedyForTable(mode: SchemaMode): string {
  return mode === 'none'
    ? `Create it by a migration, or start with schema: 'create'.`
    : `It could not be created.`;
}

function missingColumns(model: EndpointModel, table: DatabaseTable, check: TableCheck): string[] {
  return model.columns
    .filter(({ column }) => !table.hasColumn(column))
    .map(({ name, column }) => {
      const type = check.wanted?.getColumn(column)?.type ?? 'column';
      const what = `the table '${model.table}' lacks the column '${column}' (${type}) of '${name}'.`;
      return `${what} ${remedyForColumn(check.mode)}`;
    });
}

function remedyForColumn(mode: SchemaMode): string {
  return mode === 'update'
    ? `It can't be added, as the rows there are would have nothing in it: make the field optional, or give it a default.`
    : `Add it by a migration, or start with schema: 'update'.`;
}

/** Columns that no POST would fill, and that the database insists on. */
function demandingColumns(
  model: EndpointModel,
  table: DatabaseTable,
  { models }: TableCheck,
): string[] {
  if (!model.methods.includes('POST')) return [];
  const known = new Set(model.columns.map(({ column }) => column));
  return table
    .getColumns()
    .filter((column) => !known.has(column.name) && demands(column))
    .map(
      ({ name }) =>
        `the table '${model.table}' has a column '${name}' that may not be null and has no default, so that no row could be created.${sharer(model, name, models)} Declare it, or leave POST out of 'methods'.`,
    );
}

/** Whose column it is, where another endpoint shares the table. */
function sharer(
  { table, name }: EndpointModel,
  wanted: string,
  models: readonly EndpointModel[],
): string {
  const other = models.find(
    (model) =>
      model.table === table &&
      model.name !== name &&
      model.columns.some(({ column }) => column === wanted),
  );
  if (other === undefined) return '';
  return ` ${other.name} shares the table and declares it: give one of the two its own 'table', if that is not meant.`;
}

function demands(column: Column): boolean {
  const filled = column.autoincrement === true || column.generated !== undefined;
  return column.nullable !== true && !filled && (column.default ?? null) === null;
}
