import type { SchemaDifference, TableDifference } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { quote } from '../store/sql-syntax.js';

/** What of a comparison is about our tables: views, routines, types and schemas are nobody's to drop. */
export function ours(difference: SchemaDifference): SchemaDifference {
  const changed = Object.entries(difference.changedTables).map(
    ([name, table]) => [name, withoutRenaming(table)] as const,
  );
  return {
    ...difference,
    changedTables: Object.fromEntries(changed),
    newNamespaces: new Set(),
    removedNamespaces: new Set(),
    newViews: {},
    changedViews: {},
    removedViews: {},
    newRoutines: {},
    changedRoutines: {},
    removedRoutines: {},
    newNativeEnums: [],
    removedNativeEnums: [],
    orphanedForeignKeys: [],
  };
}

/** That a column of the same type is the old one under a new name is a guess. */
function withoutRenaming(table: TableDifference): TableDifference {
  const { renamedColumns, fromTable } = table;
  const added = Object.values(renamedColumns).map((column) => [column.name, column] as const);
  const removed = Object.keys(renamedColumns).flatMap((name) => {
    const column = fromTable.getColumn(name);
    return column === undefined ? [] : [[name, column] as const];
  });
  return {
    ...table,
    addedColumns: { ...table.addedColumns, ...Object.fromEntries(added) },
    removedColumns: { ...table.removedColumns, ...Object.fromEntries(removed) },
    renamedColumns: {},
  };
}

/**
 * Gives rows that have nothing in a column its default, before the column demands something; where
 * rows are moved to another table, that does it.
 */
export function fillSql({ changedTables }: SchemaDifference, dialect: Dialect): string[] {
  if (DIALECT_FACTS[dialect].rebuildsTables) return [];
  return Object.values(changedTables).flatMap(({ changedColumns, toTable }) =>
    Object.values(changedColumns)
      .filter(({ column, changedProperties }) => {
        const isDemanding = column.nullable !== true && (column.default ?? null) !== null;
        return changedProperties.has('nullable') && isDemanding;
      })
      .map(({ column }) => {
        const name = quote(column.name);
        return `update ${toTable.getQuotedName()} set ${name} = ${column.default ?? ''} where ${name} is null`;
      }),
  );
}
