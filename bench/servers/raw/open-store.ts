import { sqliteFile } from '../../database/database-url.js';
import type { BookStore } from './book-store.interface.js';
import { openPostgresStore } from './postgres.store.js';
import { openSqliteStore } from './sqlite.store.js';

export function openStore(databaseUrl: string): BookStore {
  const file = sqliteFile(databaseUrl);
  return file === undefined ? openPostgresStore(databaseUrl) : openSqliteStore(file);
}
