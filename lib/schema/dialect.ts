import type { Platform } from '@mikro-orm/core';
import { BasePostgreSqlPlatform, SqlitePlatform } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { ConfigurationError } from '../error/configuration.error.js';

/** A new database does not compile until it is answered here. */
const PLATFORMS: Record<Dialect, abstract new (...parts: never[]) => Platform> = {
  sqlite: SqlitePlatform,
  postgresql: BasePostgreSqlPlatform,
};

/**
 * The dialect of an application's database.
 *
 * @throws {@link ConfigurationError} for any other than SQLite and PostgreSQL
 */
export function dialectOf(platform: Platform): Dialect {
  const known = Object.keys(PLATFORMS) as Dialect[];
  const found = known.find((dialect) => platform instanceof PLATFORMS[dialect]);
  if (found !== undefined) return found;
  throw new ConfigurationError([
    `${platform.constructor.name} is not supported. Use SQLite (@mikro-orm/sqlite) or PostgreSQL (@mikro-orm/postgresql).`,
  ]);
}
