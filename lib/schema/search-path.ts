import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import { ConfigurationError } from '../error/configuration.error.js';
import { dialectOf } from './dialect.js';
import { CURRENT_SCHEMA, SEEN_RELATIONS } from './search-path.sql.js';

/** A table or a view, and the schema in which statements find it. */
interface SeenRelation {
  readonly name: string;
  readonly schema: string;
  readonly isTable: boolean;
}

/**
 * Statements name tables without a schema, and MikroORM takes that for `public`. The search path of
 * a user, a database or a URL may begin with another one: that is MikroORM's from here on.
 */
export async function followSearchPath(orm: MikroORM): Promise<void> {
  const platform = orm.em.getPlatform();
  const { home } = (await searchPathOf(orm)) ?? {};
  if (typeof home !== 'string') return;
  platform.getDefaultSchemaName = () => home;
  orm.config.set('schema', home);
}

/** @throws {@link ConfigurationError} where no schema of the search path is there to make tables in */
export async function requireSchema(orm: MikroORM): Promise<void> {
  const { home, path } = (await searchPathOf(orm)) ?? {};
  if (home !== null) return;
  throw new ConfigurationError([
    `The search_path of the database is '${path}', and there is no such schema, or the user may not use it. Create it (create schema …), or give another by 'options' in the URL.`,
  ]);
}

/**
 * Which schema each name means in a statement.
 *
 * @returns `undefined` where only one is possible, or the application has chosen it
 */
export async function seenRelations(
  orm: MikroORM,
  names: readonly string[],
): Promise<ReadonlyMap<string, SeenRelation> | undefined> {
  const sql = SEEN_RELATIONS[dialectOf(orm.em.getPlatform())];
  if (sql === undefined || hasChosenSchema(orm)) return undefined;
  const relations = await connectionOf(orm).execute<SeenRelation[]>(sql, [JSON.stringify(names)]);
  return new Map(relations.map((relation) => [relation.name, relation]));
}

/**
 * A table further back in the search path would be hidden by the one that is made at its front.
 *
 * @throws {@link ConfigurationError} naming each table that is
 */
export async function refuseHiding(orm: MikroORM, tables: readonly string[]): Promise<void> {
  const home = orm.em.getPlatform().getDefaultSchemaName();
  const seen = (await seenRelations(orm, tables)) ?? new Map<string, SeenRelation>();
  const problems = [...seen.values()]
    .filter(({ schema, isTable }) => isTable && schema !== home)
    .map(
      ({ name, schema }) =>
        `The table '${name}' is in the schema '${schema}', and tables are made and changed in '${home}'. Let the search_path begin with '${schema}', and give 'schema' to a MikroORM of your own.`,
    );
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** MikroORM writes that one before each name. */
export function hasChosenSchema(orm: MikroORM): boolean {
  return orm.config.get('schema') !== orm.em.getPlatform().getDefaultSchemaName();
}

async function searchPathOf(
  orm: MikroORM,
): Promise<{ readonly home: string | null; readonly path: string } | undefined> {
  const sql = CURRENT_SCHEMA[dialectOf(orm.em.getPlatform())];
  if (sql === undefined || hasChosenSchema(orm)) return undefined;
  const [row] = await connectionOf(orm).execute<{ home: string | null; path: string }[]>(sql);
  return row;
}

function connectionOf(orm: MikroORM): AbstractSqlConnection {
  return orm.em.getDriver().getConnection() as AbstractSqlConnection;
}
