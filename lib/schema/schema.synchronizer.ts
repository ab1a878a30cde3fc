import type { EntityManager, MikroORM } from '@mikro-orm/core';
import {
  type AbstractSqlConnection,
  type AbstractSqlPlatform,
  SchemaComparator,
} from '@mikro-orm/sql';

import { ConfigurationError } from '../error/configuration.error.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { lostReference, outsideReferences } from '../model/outside-references.js';
import {
  readSchema,
  type SchemaTarget,
  statementsOf,
  tablesOf,
  wantedSchema,
} from './database-schema.js';
import { refuseOtherSpellings } from './database-names.check.js';
import { dialectOf } from './dialect.js';
import { haveAll } from './present-tables.js';
import { additionsOnly } from './schema-additions.js';
import type { SchemaMode } from './schema-mode.js';
import { refuseHiding, requireSchema } from './search-path.js';
import { tableProblems } from './table.check.js';

/** Several processes that start at once may get into each other's way this often. */
const MAX_ATTEMPTS = 10;
const PAUSE_MS = 100;

/**
 * Brings the tables of all endpoints into being as far as `mode` allows, then checks that each has
 * what its endpoint needs.
 *
 * `orm.schema.update()` is not used, as it plans to drop every table it does not know.
 *
 * @throws {@link ConfigurationError} naming each table or column that is missing
 */
export async function synchronizeSchema(
  orm: MikroORM,
  targets: readonly SchemaTarget[],
  mode: SchemaMode,
): Promise<void> {
  if (targets.length === 0) return;
  const models = targets.map(({ model }) => model);
  const wrong = await lostReferences(orm, targets);
  if (wrong.length > 0) throw new ConfigurationError(wrong);
  if (mode !== 'update' && (await haveAll(orm, models))) return;
  await requireSchema(orm);
  await refuseOtherSpellings(orm, models);
  if (mode !== 'none') await change(orm, targets, mode);
  const existing = await readSchema(orm, tablesOf(targets));
  const wanted = wantedSchema(orm, targets);
  const problems = targets.flatMap(({ model }) =>
    tableProblems(model, { existing, wanted: wanted.getTable(model.table), mode, models }),
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** References to tables that are no endpoint's and not in the database: SQLite would not mind yet. */
async function lostReferences(orm: MikroORM, targets: readonly SchemaTarget[]): Promise<string[]> {
  const own = tablesOf(targets);
  const models = targets.map(({ model }) => model);
  const outside = outsideReferences(models, own);
  if (outside.length === 0) return [];
  const existing = await readSchema(
    orm,
    outside.map(({ reference }) => reference.table),
  );
  return outside
    .filter(
      ({ reference: { table } }) =>
        existing.getTable(table) === undefined && !existing.hasView(table),
    )
    .map((lost) => lostReference(lost, own));
}

async function change(
  orm: MikroORM,
  targets: readonly SchemaTarget[],
  mode: Exclude<SchemaMode, 'none'>,
): Promise<void> {
  await refuseHiding(orm, tablesOf(targets));
  for (let attempt = 1; ; attempt += 1) {
    const statements = await planned(orm, targets, mode);
    if (statements.length === 0) return;
    try {
      await orm.em.fork().transactional((em) => executeAll(em, statements));
      return;
    } catch (error) {
      // Most likely another process did the same; what is still missing is planned again.
      if (attempt === MAX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function planned(
  orm: MikroORM,
  targets: readonly SchemaTarget[],
  mode: Exclude<SchemaMode, 'none'>,
): Promise<string[]> {
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const existing = await readSchema(orm, tablesOf(targets));
  const difference = new SchemaComparator(platform).compare(existing, wantedSchema(orm, targets));
  const { rebuildsTables } = DIALECT_FACTS[dialectOf(platform)];
  const additions = additionsOnly(difference, existing, { mode, rebuildsTables });
  return statementsOf(orm, additions, { safe: true });
}

async function executeAll(em: EntityManager, statements: readonly string[]): Promise<void> {
  const connection = em.getDriver().getConnection() as AbstractSqlConnection;
  for (const sql of statements)
    await connection.execute(sql, [], 'run', em.getTransactionContext());
}
