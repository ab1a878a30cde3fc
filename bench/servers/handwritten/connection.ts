import type { MikroOrmModuleSyncOptions } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { sqliteFile } from '../../database/database-url.js';

/** Driver and database, with the pool of ten that every server has. */
export function connection(databaseUrl: string): MikroOrmModuleSyncOptions {
  const file = sqliteFile(databaseUrl);
  return file === undefined
    ? { driver: PostgreSqlDriver, clientUrl: databaseUrl, pool: { max: 10 } }
    : { driver: SqliteDriver, dbName: file };
}
