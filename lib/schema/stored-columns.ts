import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import { dialectOf } from './dialect.js';
import { STORED_COLUMNS } from './present-tables.sql.js';

/** A column of a table that is there. */
export interface StoredColumn {
  /** As the database names it. */
  readonly type: string;
  /** Whether no row has nothing in it. */
  readonly isCertain: boolean;
}

/** The columns of a table that is there, by name; `undefined`: it is a view. */
export type StoredColumns = ReadonlyMap<string, StoredColumn> | undefined;

interface StoredRow {
  readonly table: string;
  readonly column: string | null;
  readonly type: string;
  readonly isCertain: boolean | number;
}

/** What tables are, of those among some names that are there: by one statement, however many there are. */
export async function storedTables(
  orm: MikroORM,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredColumns>> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const sql = STORED_COLUMNS[dialectOf(orm.em.getPlatform())];
  const rows = await connection.execute<StoredRow[]>(sql, [JSON.stringify([...new Set(names)])]);
  const tables = Map.groupBy(rows, ({ table }) => table);
  return new Map([...tables].map(([name, columns]) => [name, columnsOf(columns)]));
}

function columnsOf(rows: readonly StoredRow[]): StoredColumns {
  if (rows.every(({ column }) => column === null)) return undefined;
  return new Map(
    rows.map(({ column, type, isCertain }) => [
      column ?? '',
      { type, isCertain: Boolean(isCertain) },
    ]),
  );
}
