import type { DatabaseTable, IndexDef, SchemaHelper, TableDifference } from '@mikro-orm/sql';

import { isConstraint } from '../schema/unique-constraints.js';
import { quote } from '../store/sql-syntax.js';
import type { OwnedTable } from './ownership.js';
import { converted, formCheckSql } from './sqlite-forms.js';
import { type SqliteDefinition, unreadParts } from './sqlite-definitions.js';

/**
 * Whether SQLite's `alter table` does not suffice: it adds columns and drops those that refer to nothing, and no
 * more. A unique constraint is a part of the table, which no `drop index` takes away.
 *
 * @see https://www.sqlite.org/lang_altertable.html
 */
export function needsRebuild(difference: TableDifference): boolean {
  const added = new Set(Object.keys(difference.addedColumns));
  const newReferences = Object.values(difference.addedForeignKeys).filter(
    ({ columnNames }) => !columnNames.every((name) => added.has(name)),
  );
  return (
    Object.values(difference.removedIndexes).some(isConstraint) ||
    Object.keys(difference.changedColumns).length > 0 ||
    Object.keys(difference.removedForeignKeys).length > 0 ||
    Object.keys(difference.changedForeignKeys).length > 0 ||
    newReferences.length > 0 ||
    Object.values(difference.fromTable.getForeignKeys()).some(({ columnNames }) =>
      columnNames.some((name) => name in difference.removedColumns),
    )
  );
}

/**
 * What would be lost, as a table that is made anew has only what we know of.
 *
 * @param definitions - of the table, its indexes and its triggers
 */
export function lostByRebuild(
  existing: DatabaseTable,
  definitions: readonly SqliteDefinition[],
  declared: OwnedTable,
  owned: OwnedTable | undefined,
): string[] {
  const isOurs = (kind: keyof OwnedTable, name: string) =>
    declared[kind].includes(name) || owned?.[kind].includes(name) === true;
  const columns = existing.getColumns();
  const indexes = existing.getIndexes().filter(({ primary }) => !primary);
  return [
    ...unreadParts(definitions, columns.filter(({ collation }) => collation !== undefined).length),
    ...columns
      .filter(({ name, primary }) => primary !== true && !isOurs('columns', name))
      .map(({ name }) => `column ${name}`),
    ...indexes
      .filter((index) => !isOurs('indexes', index.keyName) || isOnExpression(index))
      .map((index) => (isConstraint(index) ? 'a unique constraint' : `index ${index.keyName}`)),
  ];
}

/** SQLite names columns of an index alone. */
function isOnExpression({ columnNames }: IndexDef): boolean {
  return (columnNames as (string | null)[]).includes(null);
}

/**
 * Makes a table anew and moves its rows, in the order that SQLite asks for; references to it and its
 * counter stay, and unique constraints as indexes. References must not be enforced meanwhile.
 *
 * @see https://www.sqlite.org/lang_altertable.html#otheralter
 */
export function rebuildSql(
  { fromTable, toTable }: Pick<TableDifference, 'fromTable' | 'toTable'>,
  helper: SchemaHelper,
): string[] {
  const name = toTable.name;
  const temporary = `${name}__lightapi`;
  const [create = '', ...rest] = helper.createTable(toTable);
  const moved = toTable.getColumns().flatMap((column) => {
    const before = fromTable.getColumn(column.name);
    return before === undefined ? [] : [{ before, column }];
  });
  const values = moved.map(({ before, column }) => {
    const isFilled = column.nullable !== true && (column.default ?? null) !== null;
    const value = converted(before, column);
    return isFilled ? `coalesce(${value}, ${column.default ?? ''})` : value;
  });
  const columns = moved.map(({ column }) => quote(column.name)).join(', ');
  const isCounted = toTable.getColumns().some(({ autoincrement }) => autoincrement);
  return [
    create.replace(toTable.getQuotedName(), quote(temporary)),
    `insert into ${quote(temporary)} (${columns}) select ${values.join(', ')} from ${quote(name)}`,
    ...moved.flatMap(({ before, column }) => formCheckSql(before, column, temporary, name)),
    ...(isCounted ? counterSql(name, temporary) : []),
    `drop table ${quote(name)}`,
    `alter table ${quote(temporary)} rename to ${quote(name)}`,
    ...rest,
  ];
}

/** A number that was used once is not used again, also where its row is gone. */
function counterSql(name: string, temporary: string): string[] {
  const [from, to] = [name, temporary].map((text) => `'${text.replaceAll("'", "''")}'`);
  return [
    `delete from sqlite_sequence where name = ${to ?? ''}`,
    `insert into sqlite_sequence (name, seq) select ${to ?? ''}, seq from sqlite_sequence where name = ${from ?? ''}`,
  ];
}
