import type { Platform } from '@mikro-orm/core';
import { BasePostgreSqlPlatform, SqlitePlatform } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { ConfigurationError } from '../error/configuration.error.js';

/**
 * The dialect of an application's database.
 *
 * @throws {@link ConfigurationError} for any other than SQLite and PostgreSQL
 */
export function dialectOf(platform: Platform): Dialect {
  if (platform instanceof SqlitePlatform) return 'sqlite';
  if (platform instanceof BasePostgreSqlPlatform) return 'postgresql';
  throw new ConfigurationError([
    `${platform.constructor.name} is not supported. Use SQLite (@mikro-orm/sqlite) or PostgreSQL (@mikro-orm/postgresql).`,
  ]);
}
