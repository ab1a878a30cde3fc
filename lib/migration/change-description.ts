import type { Column, SchemaDifference, TableDifference } from '@mikro-orm/sql';

import { isFillable, type SchemaTarget } from '../schema/database-schema.js';

type Changed = TableDifference['changedColumns'][string];

/** A difference in lines for people: `+` is new, `~` is changed, `-` is gone, with what was in it. */
export function changesOf(difference: SchemaDifference): string[] {
  const { newTables, changedTables, removedTables } = difference;
  return [
    ...Object.values(newTables).map(({ name }) => `+ table ${name}`),
    ...Object.values(changedTables).flatMap(tableChanges),
    ...Object.values(removedTables).map(({ name }) => `- table ${name}, and all its rows`),
  ];
}

function tableChanges(table: TableDifference): string[] {
  const { name } = table.toTable;
  return [
    ...Object.values(table.addedColumns).map((one) => `+ column ${name}.${one.name} ${one.type}`),
    ...Object.values(table.changedColumns).map((one) => `~ column ${name}.${changeOf(one)}`),
    ...Object.keys(table.removedColumns).map((one) => `- column ${name}.${one}, and what is in it`),
    ...Object.values(table.addedIndexes).map(
      ({ unique, columnNames }) => `+ ${kindOf(unique)} ${name} (${columnNames.join(', ')})`,
    ),
    ...Object.values(table.changedIndexes).map(
      ({ unique, columnNames }) => `~ ${kindOf(unique)} ${name} (${columnNames.join(', ')})`,
    ),
    ...Object.entries(table.renamedIndexes).map(
      ([before, { keyName }]) => `~ index ${before} becomes ${keyName}`,
    ),
    ...Object.values(table.removedIndexes).map(
      ({ unique, columnNames }) => `- ${kindOf(unique)} ${name} (${columnNames.join(', ')})`,
    ),
    ...[...Object.values(table.addedForeignKeys), ...Object.values(table.changedForeignKeys)].map(
      ({ columnNames, referencedTableName, referencedColumnNames }) =>
        `+ reference ${name}.${columnNames.join()} to ${referencedTableName}.${referencedColumnNames.join()}`,
    ),
    ...Object.values(table.removedForeignKeys).map(
      ({ columnNames, referencedTableName }) =>
        `- reference ${name}.${columnNames.join()} to ${referencedTableName}`,
    ),
  ];
}

function kindOf(unique: boolean): string {
  return unique ? 'unique' : 'index';
}

function changeOf({ fromColumn, column, changedProperties }: Changed): string {
  const said = (one: Column, property: string): string => {
    if (property === 'nullable') return one.nullable === true ? 'may be null' : 'not null';
    if (property === 'default') return `default ${one.default ?? 'none'}`;
    return property === 'type' ? one.type : property;
  };
  const changes = [...changedProperties].map(
    (property) => `${said(fromColumn, property)} becomes ${said(column, property)}`,
  );
  return `${column.name}: ${changes.join(', ')}`;
}

/** What can't be done to rows that may be there. */
export function tableProblems(
  { changedTables }: SchemaDifference,
  targets: readonly SchemaTarget[],
): string[] {
  return Object.values(changedTables).flatMap(({ toTable: { name }, ...table }) => {
    const added = Object.values(table.addedColumns).filter((column) => !isFillable(column));
    const keys = Object.values(table.changedColumns).filter(({ column }) => column.primary);
    return [
      ...added.map(
        (column) =>
          `${fieldOf(targets, name, column.name)}: the column ${name}.${column.name} is new and required, and rows that are there would have nothing in it. Give the field a default or make it optional, or write this one yourself: lightapi migration create --blank`,
      ),
      ...keys.map(
        ({ column }) =>
          `${fieldOf(targets, name, column.name)}: the key of ${name} is of another type in the database. Rows and references would have to be moved: write this one yourself, by lightapi migration create --blank`,
      ),
    ];
  });
}

function fieldOf(targets: readonly SchemaTarget[], table: string, column: string): string {
  for (const { model } of targets) {
    const field = model.columns.find((one) => model.table === table && one.column === column);
    if (field !== undefined) return `${model.name}.${field.name}`;
  }
  return `${table}.${column}`;
}
