import type { MikroORM } from '@mikro-orm/core';

import type { Dialect } from '../model/dialect.js';
import type { Catalogue, IsWanted } from './catalogue.interface.js';
import { dialectOf } from './dialect.js';
import { readPostgresCatalogue } from './postgres-catalogue.js';
import { isNamed, ReflectedTables } from './reflected-tables.js';
import { readSqliteCatalogue } from './sqlite-catalogue.js';

const READERS: Record<Dialect, (orm: MikroORM, isWanted: IsWanted) => Promise<Catalogue>> = {
  postgresql: readPostgresCatalogue,
  sqlite: readSqliteCatalogue,
};

/**
 * Reads tables and views as the database has them, all at once. Nothing is changed.
 *
 * @param names - of those that are wanted, `schema.table` or `table`; `undefined`: all
 */
export async function reflectTables(
  orm: MikroORM,
  names: readonly string[] | undefined,
): Promise<ReflectedTables> {
  const wanted = names && new Set(names.map((name) => name.toLowerCase()));
  const isWanted: IsWanted = (name) => wanted === undefined || isNamed(name, wanted);
  return new ReflectedTables(await READERS[dialectOf(orm.em.getPlatform())](orm, isWanted));
}
