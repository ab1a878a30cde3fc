import { existsSync } from 'node:fs';

import { ConfigurationError } from '../error/configuration.error.js';
import { DEFAULT_DATABASE, fileOf, parseDatabaseUrl } from './database-url.js';
import type { DatabaseOptions } from './open-database.js';

/**
 * For who only reads: SQLite would make the file. What options of MikroORM say is theirs.
 *
 * @throws {@link ConfigurationError} where a URL names a file that is not there
 */
export function requireFile(database: DatabaseOptions = DEFAULT_DATABASE): void {
  if (typeof database !== 'string') return;
  const file = fileOf(parseDatabaseUrl(database));
  if (file === undefined || existsSync(file)) return;
  throw new ConfigurationError([`there is no file ${file}. Give that of a database.`]);
}
