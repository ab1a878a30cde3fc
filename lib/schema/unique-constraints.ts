import type { MikroORM } from '@mikro-orm/core';
import type {
  AbstractSqlConnection,
  AbstractSqlPlatform,
  DatabaseSchema,
  DatabaseTable,
  IndexDef,
} from '@mikro-orm/sql';

import { dialectOf } from './dialect.js';
import { UNIQUE_CONSTRAINTS } from './present-tables.sql.js';

interface ConstraintColumn {
  readonly table: string;
  readonly name: string;
  readonly column: string;
}

/** MikroORM calls each unique index of SQLite a constraint. */
interface ConstraintDef extends IndexDef {
  readonly isOfTable: true;
}

/**
 * Adds the unique constraints that MikroORM does not read, as indexes of the names that we would give: SQLite keeps no name
 * of them. A constraint that an index repeats is left to that.
 */
export async function addUniqueConstraints(orm: MikroORM, schema: DatabaseSchema): Promise<void> {
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const sql = UNIQUE_CONSTRAINTS[dialectOf(platform)];
  if (sql === undefined) return;
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const names = schema.getTables().map(({ name }) => name);
  const rows = await connection.execute<ConstraintColumn[]>(sql, [JSON.stringify(names)]);
  for (const table of schema.getTables()) {
    const own = rows.filter((row) => row.table === table.name);
    for (const columns of Map.groupBy(own, ({ name }) => name).values())
      addConstraint(
        table,
        columns.map(({ column }) => column),
        platform,
      );
  }
}

function addConstraint(
  table: DatabaseTable,
  columnNames: string[],
  platform: AbstractSqlPlatform,
): void {
  const indexes = table.getIndexes();
  const isRepeated = indexes.some(
    ({ unique, primary, where, columnNames: columns }) =>
      unique && !primary && where === undefined && columns.join() === columnNames.join(),
  );
  if (isRepeated) return;
  let keyName = platform.getIndexName(table.name, columnNames, 'unique');
  while (table.hasIndex(keyName)) keyName += '_';
  const constraint: ConstraintDef = {
    ...{ columnNames, keyName, unique: true, constraint: true, primary: false },
    isOfTable: true,
  };
  table.setIndexes([...indexes, constraint]);
}

/** Whether an index is there by a constraint of its table, and not by itself. */
export function isConstraint(index: IndexDef): boolean {
  return 'isOfTable' in index;
}
