import SqliteDatabase from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect, type Generated } from 'kysely';
import { Pool } from 'pg';

/** Tables as a driver gives and takes them; better-sqlite3 knows neither booleans nor times. */
export interface Database {
  books: BookTable;
}

export interface BookTable {
  id: Generated<number>;
  title: string;
  author: string;
  /** a string from PostgreSQL, a number from SQLite */
  price: string | number | null;
  pages: number;
  in_print: boolean | number;
  created_at: Date | number;
  updated_at: Date | number;
  version: Generated<number>;
}

export type Db = Kysely<Database>;

/** Token of the connection. */
export const DB = Symbol('DB');

/** @param file - of SQLite; undefined is PostgreSQL */
export function openDb(databaseUrl: string, file: string | undefined): Db {
  const dialect =
    file === undefined
      ? new PostgresDialect({ pool: new Pool({ connectionString: databaseUrl, max: 10 }) })
      : new SqliteDialect({ database: openFile(file) });
  return new Kysely<Database>({ dialect });
}

/** As the other servers: with WAL, a commit need not wait for the disk. */
function openFile(file: string): SqliteDatabase.Database {
  const database = new SqliteDatabase(file);
  database.pragma('synchronous = normal');
  return database;
}
