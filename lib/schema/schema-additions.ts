import type { Column, DatabaseSchema, SchemaDifference, TableDifference } from '@mikro-orm/sql';

import { isFillable } from './database-schema.js';
import type { SchemaMode } from './schema-mode.js';

/** What may be added. */
export interface AdditionRules {
  readonly mode: Exclude<SchemaMode, 'none'>;
  /** A reference of a column that is there would take a table made anew, without what nobody declares. */
  readonly rebuildsTables: boolean;
}

/** What is left of a comparison when nothing may be dropped or altered. */
export function additionsOnly(
  difference: SchemaDifference,
  existing: DatabaseSchema,
  { mode, rebuildsTables }: AdditionRules,
): SchemaDifference {
  const newTables = Object.entries(difference.newTables).filter(
    ([, table]) => !existing.hasView(table.name),
  );
  const changedTables = mode === 'update' ? Object.entries(difference.changedTables) : [];
  return {
    ...difference,
    newNamespaces: new Set(),
    newTables: Object.fromEntries(newTables),
    changedTables: Object.fromEntries(
      changedTables.map(([name, table]) => [name, tableAdditions(table, rebuildsTables)]),
    ),
    removedTables: {},
    changedViews: {},
    removedViews: {},
    removedRoutines: {},
    removedNamespaces: new Set(),
    removedNativeEnums: [],
    orphanedForeignKeys: [],
  };
}

function tableAdditions(table: TableDifference, rebuildsTables: boolean): TableDifference {
  // What looks like a renamed column is a missing one, and one of somebody else's.
  const missing = [...Object.values(table.addedColumns), ...Object.values(table.renamedColumns)];
  const [added = [], refused = []] = [true, false].map((wanted) =>
    missing.filter((column) => isFillable(column) === wanted),
  );
  const refusedNames = new Set(refused.map(({ name }) => name));
  const possible = <T extends { columnNames: string[] }>(parts: Record<string, T>) =>
    Object.fromEntries(
      Object.entries(parts).filter(
        ([, { columnNames }]) => !columnNames.some((name) => refusedNames.has(name)),
      ),
    );
  const references = possible(table.addedForeignKeys);
  return {
    ...table,
    addedColumns: Object.fromEntries(added.map((column) => [column.name, column])),
    addedIndexes: possible(table.addedIndexes),
    addedForeignKeys: rebuildsTables ? ofNew(references, added) : references,
    changedColumns: {},
    removedColumns: {},
    renamedColumns: {},
    changedIndexes: {},
    removedIndexes: {},
    renamedIndexes: {},
    addedChecks: {},
    changedChecks: {},
    removedChecks: {},
    changedForeignKeys: {},
    removedForeignKeys: {},
  };
}

function ofNew(
  references: TableDifference['addedForeignKeys'],
  added: readonly Column[],
): TableDifference['addedForeignKeys'] {
  const isNew = (name: string) => added.some((column) => column.name === name);
  return Object.fromEntries(
    Object.entries(references).filter(([, { columnNames }]) => columnNames.every(isNew)),
  );
}
