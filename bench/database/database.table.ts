import type { BenchDatabase, SeedOptions } from './bench-database.interface.js';
import { openPostgres } from './postgres.database.js';
import { openSqlite } from './sqlite.database.js';

/** The databases, in the order in which they are measured. */
export const DATABASES = {
  sqlite: { title: 'SQLite', open: openSqlite },
  postgres: { title: 'PostgreSQL', open: openPostgres },
} satisfies Record<string, DatabaseEntry>;

export interface DatabaseEntry {
  /** for the report */
  title: string;
  /** creates it and writes the rows; disposing removes it again */
  open(options: SeedOptions): Promise<BenchDatabase>;
}

export type DatabaseName = keyof typeof DATABASES;
