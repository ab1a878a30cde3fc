import type { DatabaseSchema, SchemaDifference, TableDifference } from '@mikro-orm/sql';

import { isFillable } from './database-schema.js';
import type { SchemaMode } from './schema-mode.js';

/** What is left of a comparison when nothing may be dropped or altered. */
export function additionsOnly(
  difference: SchemaDifference,
  existing: DatabaseSchema,
  mode: Exclude<SchemaMode, 'none'>,
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
      changedTables.map(([name, table]) => [name, tableAdditions(table)]),
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

function tableAdditions(table: TableDifference): TableDifference {
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
  return {
    ...table,
    addedColumns: Object.fromEntries(added.map((column) => [column.name, column])),
    addedIndexes: possible(table.addedIndexes),
    addedForeignKeys: possible(table.addedForeignKeys),
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
