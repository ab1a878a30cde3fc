import type { MikroORM } from '@mikro-orm/core';
import {
  type AbstractSqlPlatform,
  DatabaseSchema,
  SchemaComparator,
  type SchemaDifference,
} from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { AddedColumn } from '../schema/column.adder.js';
import { refuseOtherSpellings } from '../schema/database-names.check.js';
import { dialectOf } from '../schema/dialect.js';
import {
  readSchema,
  type SchemaTarget,
  statementsOf,
  tablesOf,
  wantedSchema,
} from '../schema/database-schema.js';
import { refuseHiding } from '../schema/search-path.js';
import { additionsPlan } from './added-columns.js';
import { changesOf, tableProblems } from './change-description.js';
import { droppedProblems, dropSql } from './dropped-tables.js';
import { keepEqualDefaults } from './equal-defaults.js';
import { nextOwnership, type Ownership, ownershipOf } from './ownership.js';
import { readSqliteDefinitions, type SqliteDefinitions } from './sqlite-definitions.js';
import { misreadColumns } from './stored-json.js';
import { lostByRebuild, needsRebuild, rebuildSql } from './sqlite-rebuild.js';
import { fillSql, ours } from './difference.js';
import { keptNote, mergeTable } from './table.merger.js';

/** What makes a plan. */
export interface PlanParts {
  readonly orm: MikroORM;
  readonly targets: readonly SchemaTarget[];
  readonly additions: readonly AddedColumn[];
  readonly owned: Ownership;
  readonly allowDrops: boolean;
  /** As if the database were empty. */
  readonly initial: boolean;
}

/** How a database becomes what the classes declare, and back. */
export interface MigrationPlan {
  readonly up: readonly string[];
  /** `undefined`: there is no way back that loses nothing of others. */
  readonly down: readonly string[] | undefined;
  /** For people, a line each. */
  readonly changes: readonly string[];
  readonly notes: readonly string[];
  /** Why it can't be done. */
  readonly problems: readonly string[];
  readonly owned: Ownership;
}

/** Compares our tables with the database's. Nothing is changed, and no other table is looked at. */
export async function planMigration(parts: PlanParts): Promise<MigrationPlan> {
  const { orm, targets, owned, allowDrops } = parts;
  const added = additionsPlan(parts.additions);
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const dialect = dialectOf(platform);
  const existing = await existingSchema(parts, platform);
  const wanted = wantedSchema(orm, targets);
  wanted.setTables(wanted.getTables().filter(({ name }) => !existing.hasView(name)));
  const declared = ownershipOf(wanted);
  const notes: string[] = [];
  for (const table of wanted.getTables()) {
    const there = existing.getTable(table.name);
    const rules = { dialect, home: homeOf(orm), owned: owned.get(table.name), allowDrops };
    if (there === undefined) continue;
    notes.push(...mergeTable(there, table, rules));
    await keepEqualDefaults(orm, there, table);
  }
  for (const table of existing.getTables())
    if (!wanted.hasTable(table.name) && !allowDrops) {
      wanted.setTables([...wanted.getTables(), table]);
      notes.push(keptNote(`table ${table.name}`));
    }
  const comparator = new SchemaComparator(platform);
  const there = ours(comparator.compare(existing, wanted));
  const back = ours(comparator.compare(wanted, existing));
  const { rebuildsTables } = DIALECT_FACTS[dialect];
  const definitions = rebuildsTables ? await readSqliteDefinitions(orm) : undefined;
  const lostBy = (difference: SchemaDifference) =>
    definitions === undefined ? [] : lostTables(difference, definitions, { declared, owned });
  const misread = await misreadColumns(orm, existing, targets);
  const problems = [
    ...tableProblems(there, targets),
    ...misread.map(({ problem }) => problem),
    ...(await droppedProblems(orm, there, wanted)),
    ...lostBy(there),
  ];
  // What can't be done has no SQL.
  const write = (difference: SchemaDifference) => sqlOf(orm, difference, dialect);
  return {
    up: problems.length > 0 ? [] : [...fillSql(there, dialect), ...write(there), ...added.up],
    down:
      problems.length > 0 || lostBy(back).length > 0 ? undefined : [...added.down, ...write(back)],
    changes: [...changesOf(there), ...misread.map(({ change }) => change), ...added.changes],
    notes,
    problems,
    owned: nextOwnership(owned, wanted, declared),
  };
}

async function existingSchema(
  { orm, targets, owned, initial }: PlanParts,
  platform: AbstractSqlPlatform,
): Promise<DatabaseSchema> {
  if (initial) return new DatabaseSchema(platform, platform.getDefaultSchemaName() ?? '');
  const tables = [...new Set([...tablesOf(targets), ...owned.keys()])];
  await refuseHiding(orm, tables);
  await refuseOtherSpellings(
    orm,
    targets.map(({ model }) => model),
  );
  const schema = await readSchema(orm, tables);
  // Tables of the same name in other schemas of PostgreSQL are somebody else's.
  const own = homeOf(orm);
  schema.setTables(schema.getTables().filter((table) => (table.schema ?? own) === own));
  return schema;
}

/** The schema of tables that are named without one. */
function homeOf(orm: MikroORM): string {
  return orm.config.get('schema');
}

/** What SQLite could only do by losing something that is not ours. */
function lostTables(
  difference: SchemaDifference,
  definitions: SqliteDefinitions,
  { declared, owned }: { readonly declared: Ownership; readonly owned: Ownership },
): string[] {
  return Object.values(difference.changedTables)
    .filter(needsRebuild)
    .flatMap(({ fromTable }) => {
      const { name } = fromTable;
      const known = declared.get(name) ?? { columns: [], indexes: [] };
      const written = definitions.get(name.toLowerCase()) ?? [];
      const lost = lostByRebuild(fromTable, written, known, owned.get(name));
      if (lost.length === 0) return [];
      return `table ${name}: SQLite changes a column only where the table is made anew, and that would lose what no class declares (${lost.join(', ')}). Write this one yourself: lightapi migration create --blank`;
    });
}

/** PostgreSQL makes a text of anything by itself, and refuses what is too long: a cast would cut it. */
const CAST_TO_TEXT = /( type (?:varchar(?:\(\d+\))?|text)) using \(.*\)$/;

function sqlOf(orm: MikroORM, difference: SchemaDifference, dialect: Dialect): string[] {
  const { rebuildsTables } = DIALECT_FACTS[dialect];
  const helper = (orm.em.getPlatform() as AbstractSqlPlatform).getSchemaHelper();
  const changed = Object.entries(difference.changedTables);
  const rebuilt = rebuildsTables ? changed.filter(([, table]) => needsRebuild(table)) : [];
  const names = new Set(rebuilt.map(([name]) => name));
  const altered = Object.fromEntries(changed.filter(([name]) => !names.has(name)));
  const plain = { ...difference, changedTables: altered, removedTables: {} };
  return [
    ...statementsOf(orm, plain, { safe: false }),
    ...(helper === undefined ? [] : rebuilt.flatMap(([, table]) => rebuildSql(table, helper))),
    ...dropSql(difference, dialect),
  ]
    .map((statement) => statement.replace(/;$/, '').replace(CAST_TO_TEXT, '$1'))
    .filter((statement) => statement !== '');
}
