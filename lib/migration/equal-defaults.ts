import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection, Column, DatabaseTable } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { dialectOf } from '../schema/dialect.js';

/** What can be asked for its value without anything being done. */
const LITERAL =
  /^(?:E?'(?:[^']|'')*'|\(?[-+]?\d[\d.]*(?:e[-+]?\d+)?\)?|true|false)(?:::["\w ().,[\]]+)?$/i;

/** SQLite keeps the text that it was given. */
const ARE_SPELLED_ANEW: Record<Dialect, boolean> = { postgresql: true, sqlite: false };

/**
 * Takes the database's spelling of a default where it is the same value: PostgreSQL writes `'12:00:00'` for what it was
 * told as `'12:00:00.000'`, which would be a change for ever.
 */
export async function keepEqualDefaults(
  orm: MikroORM,
  existing: DatabaseTable,
  declared: DatabaseTable,
): Promise<void> {
  if (!ARE_SPELLED_ANEW[dialectOf(orm.em.getPlatform())]) return;
  for (const column of declared.getColumns()) {
    const spelled = existing.getColumn(column.name)?.default?.trim();
    if (spelled !== undefined && (await isSameValue(orm, spelled, column)))
      column.default = spelled;
  }
}

async function isSameValue(orm: MikroORM, before: string, declared: Column): Promise<boolean> {
  const after = declared.default?.trim() ?? '';
  if (before === after || !LITERAL.test(before) || !LITERAL.test(after)) return false;
  const connection = orm.em.getConnection() as unknown as AbstractSqlConnection;
  const text = (literal: string) => `((${literal})::${declared.type})::text`;
  try {
    const sql = `select ${text(before)} = ${text(after)} as same`;
    const [row] = await connection.execute<{ same: boolean }[]>(sql);
    return row?.same === true;
  } catch {
    return false; // What was there is no value of the type that is declared now.
  }
}
