import { ConfigurationError } from '../error/configuration.error.js';
import type { LightApiModuleOptions } from '../options/module-options.interface.js';
import { nearest } from '../model/nearest.js';
import { type DeclaredTables, withTables } from './declared-tables.js';
import type {
  CreatedMigration,
  CreateMigrationOptions,
  MigrateDownOptions,
  MigrateUpOptions,
  MigrationCheck,
} from './migration-options.interface.js';
import { type MigrationPlan, planMigration } from './migration.plan.js';
import { nothingToRun } from './migration-files.js';
import { MigrationRun } from './migration.run.js';
import { writeMigration } from './migration.writer.js';
import { readOwnership, writeOwnership } from './ownership.js';

/** What {@link LightApiMigrations} does, with all that it needs. */
export class Migrations {
  constructor(
    private readonly options: LightApiModuleOptions,
    private readonly directory: string,
  ) {}

  create(create: CreateMigrationOptions): Promise<CreatedMigration> {
    return withTables(this.options, 'create', async (tables) => {
      const run = await this.open(tables);
      if (run.pending.length > 0) throw notYetRun(run.pending, create);
      const plan = await this.plan(tables, create);
      const { blank = false } = create;
      if (!blank && plan.problems.length > 0) throw new ConfigurationError(plan.problems);
      if (!blank && plan.up.length === 0)
        return { path: undefined, changes: [], notes: plan.notes };
      const text = blank ? { up: [], down: [] } : plan;
      const path = await writeMigration(this.directory, text, create);
      await writeOwnership(this.directory, plan.owned);
      return { path, changes: blank ? [] : plan.changes, notes: blank ? [] : plan.notes };
    });
  }

  up({ to, record = false }: MigrateUpOptions): Promise<readonly string[]> {
    return withTables(this.options, 'create', async (tables) => {
      const run = await this.open(tables);
      if (to !== undefined) this.known(to, run.names);
      if (!record) return run.up(to);
      const { changes } = await this.plan(tables, {});
      if (changes.length > 0) throw lacking(changes, run.isBeforeLast(to) ? to : undefined);
      return run.record(to);
    });
  }

  down({ to }: MigrateDownOptions): Promise<readonly string[]> {
    return withTables(this.options, 'none', async (tables) => {
      const run = await this.open(tables);
      if (to !== undefined && to !== 0) this.known(to, run.executed);
      return run.down(to);
    });
  }

  check(): Promise<MigrationCheck> {
    return withTables(this.options, 'none', async (tables) => {
      const { pending, executed, names } = await this.open(tables);
      if (names.length === 0 && executed.length > 0) throw nothingToRun(this.directory);
      const { changes, problems } = await this.plan(tables, {});
      // What could not be written is a difference all the same, and among the changes.
      return { pending, differences: changes.length > 0 ? changes : problems };
    });
  }

  private open({ orm }: DeclaredTables): Promise<MigrationRun> {
    return MigrationRun.open(orm, this.directory);
  }

  private async plan(
    { orm, targets, additions }: DeclaredTables,
    { allowDrops = false, initial = false }: CreateMigrationOptions,
  ): Promise<MigrationPlan> {
    const owned = await readOwnership(this.directory);
    return planMigration({ orm, targets, additions, owned, allowDrops, initial });
  }

  private known(name: string, names: readonly string[]): void {
    if (names.includes(name)) return;
    throw new ConfigurationError([
      `There is no migration '${name}' here.${nearest(name, names)} There ${names.length === 0 ? 'are none' : `is ${names.join(', ')}`}.`,
    ]);
  }
}

/** A database that servers have made has what is pending. */
function notYetRun(
  pending: readonly string[],
  { initial = false }: CreateMigrationOptions,
): ConfigurationError {
  const are = pending.length > 1 ? 'are' : 'is';
  const how = initial ? ', with --record where the database has it already' : '';
  return new ConfigurationError([
    `${pending.join(', ')} ${are} pending. Run: lightapi migration up${how}`,
  ]);
}

/** What a migration declared is in no file: of the classes there is only what they declare now. */
function lacking(changes: readonly string[], to: string | undefined): ConfigurationError {
  const lines = ['The database lacks what is to be recorded:', ...changes];
  const how = `It is compared with the classes as they are now, and how they were at ${to} is in no file. Record it by the commit that has ${to} as its last migration; then run the others by this one.`;
  return new ConfigurationError([(to === undefined ? lines : [...lines, how]).join('\n')]);
}
