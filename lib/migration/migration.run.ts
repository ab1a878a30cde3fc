import type { MikroORM } from '@mikro-orm/core';
import type { Migrator } from '@mikro-orm/migrations';
import type {
  AbstractSqlConnection,
  AbstractSqlDriver,
  AbstractSqlPlatform,
  EntityManager,
} from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { optionalPackage } from '../package/optional-package.js';
import { dialectOf } from '../schema/dialect.js';
import { refuseHiding } from '../schema/search-path.js';
import { type Direction, failedMigration } from './failed-migration.js';
import { type LoadedMigration, loadMigrations } from './migration-files.js';
import { besideTransactions, inMigration } from './migration.lock.js';

/** Beside that of an application's own MikroORM. */
const TABLE = 'lightapi_migrations';

/** What is done at once: migrations that share a transaction, or one that can't be in any. */
interface Step {
  readonly names: readonly string[];
  readonly isAlone: boolean;
}

/** How far a step has come. */
interface Progress {
  hasBegun: boolean;
  /** The migration that runs; `undefined` between two, and where they are committed. */
  failing: string | undefined;
}

/** Makes MikroORM's migrator, one that puts what it runs in a transaction or one that does not. */
type MigratorMaker = (transactional: boolean) => Migrator;

/** The migrations of a directory, and what a database knows of them. */
export class MigrationRun {
  /** Of all files. */
  readonly names: readonly string[];

  private constructor(
    private readonly orm: MikroORM,
    private readonly migrator: MigratorMaker,
    private readonly migrations: readonly LoadedMigration[],
    /** Of those that have been run, the last one at the end. */
    readonly executed: readonly string[],
  ) {
    this.names = migrations.map(({ name }) => name);
  }

  /** Of those that have not been run. */
  get pending(): readonly string[] {
    return this.names.filter((name) => !this.executed.includes(name));
  }

  static async open(orm: MikroORM, directory: string): Promise<MigrationRun> {
    const dialect = dialectOf(orm.em.getPlatform());
    const { Migrator } = await optionalPackage(
      '@mikro-orm/migrations',
      () => import('@mikro-orm/migrations'),
      'lightapi migration',
    );
    const migrations = await loadMigrations(directory);
    const make: MigratorMaker = (transactional) => {
      orm.config.set('migrations', settings(migrations, transactional));
      return new Migrator(orm.em as EntityManager);
    };
    const names = await executed(orm, make(IS_TRANSACTIONAL[dialect]));
    return new MigrationRun(orm, make, migrations, names);
  }

  /** Whether there are migrations behind this one. */
  isBeforeLast(name: string | undefined): boolean {
    return name !== undefined && name !== this.names.at(-1);
  }

  /** @throws {@link ConfigurationError} that says which one failed, and which are done */
  up(to: string | undefined): Promise<string[]> {
    const { pending } = this;
    return this.inSteps(
      'up',
      this.upTo(to).filter((name) => pending.includes(name)),
    );
  }

  /** @throws {@link ConfigurationError} where the file of one that was run is gone, or as {@link up} does */
  async down(to: string | 0 | undefined): Promise<string[]> {
    const names = this.executed;
    const kept = to === 0 ? 0 : to === undefined ? names.length - 1 : names.indexOf(to) + 1;
    const undone = names.slice(Math.max(kept, 0)).reverse();
    const lost = undone.filter((name) => !this.names.includes(name));
    if (lost.length > 0)
      throw new ConfigurationError([
        `The files of ${lost.join(', ')} are gone, and only they know the way back.`,
      ]);
    return await this.inSteps('down', undone);
  }

  /** Takes those that are pending for run. */
  record(to: string | undefined): Promise<string[]> {
    return inMigration(this.orm, this.dialect, async (transaction) => {
      const migrator = this.migrator(IS_TRANSACTIONAL[this.dialect]);
      const known = await executed(this.orm, migrator);
      const names = this.upTo(to).filter((name) => !known.includes(name));
      for (const name of names) await migrator.getStorage().logMigration({ name }, transaction);
      return names;
    });
  }

  private get dialect(): Dialect {
    return dialectOf(this.orm.em.getPlatform());
  }

  private upTo(name: string | undefined): readonly string[] {
    return name === undefined ? this.names : this.names.slice(0, this.names.indexOf(name) + 1);
  }

  private async inSteps(direction: Direction, names: readonly string[]): Promise<string[]> {
    const done: string[] = [];
    for (const step of this.stepsOf(names)) {
      const progress: Progress = { hasBegun: false, failing: undefined };
      try {
        done.push(...(await this.take(step, direction, progress)));
      } catch (cause) {
        throw failedMigration({ ...step, ...progress, direction, done }, cause);
      }
    }
    return done;
  }

  /** Of its migrations those that nobody else has run meanwhile. */
  private async take(
    { names, isAlone }: Step,
    direction: Direction,
    progress: Progress,
  ): Promise<string[]> {
    const { orm, dialect } = this;
    const migrations = [...names];
    const run = isAlone
      ? await besideTransactions(orm, dialect, () =>
          watched(this.migrator(false), progress)[direction]({ migrations }),
        )
      : await inMigration(orm, dialect, (transaction?: object) =>
          watched(this.migrator(IS_TRANSACTIONAL[dialect]), progress)[direction]({
            migrations,
            ...(transaction !== undefined && { transaction }),
          }),
        );
    return run.map(({ name }) => name);
  }

  private stepsOf(names: readonly string[]): Step[] {
    const steps: Step[] = [];
    for (const name of names) {
      const isAlone = !this.isTransactional(name);
      const last = steps.at(-1);
      if (last === undefined || isAlone || last.isAlone) steps.push({ names: [name], isAlone });
      else steps.splice(-1, 1, { names: [...last.names, name], isAlone });
    }
    return steps;
  }

  private isTransactional(name: string): boolean {
    const Found = this.migrations.find((migration) => migration.name === name)?.class;
    const driver = this.orm.em.getDriver() as AbstractSqlDriver;
    return Found === undefined || new Found(driver, this.orm.config).isTransactional();
  }
}

function watched(migrator: Migrator, progress: Progress): Migrator {
  const begin = ({ name }: { readonly name: string }) =>
    void Object.assign(progress, { hasBegun: true, failing: name });
  const end = () => (progress.failing = undefined);
  return migrator
    .on('migrating', begin)
    .on('migrated', end)
    .on('reverting', begin)
    .on('reverted', end);
}

/** On SQLite the transaction is the connection's: MikroORM is to begin none. */
const IS_TRANSACTIONAL: Record<Dialect, boolean> = { postgresql: true, sqlite: false };

function settings(migrations: readonly LoadedMigration[], transactional: boolean) {
  return {
    tableName: TABLE,
    migrationsList: [...migrations],
    transactional,
    allOrNothing: transactional,
    snapshot: false,
    silent: true,
  };
}

/** Where nothing was ever run there is no table, and none is made to see that. */
async function executed(orm: MikroORM, migrator: Migrator): Promise<string[]> {
  await refuseHiding(orm, [TABLE]);
  const connection = orm.em.getConnection() as AbstractSqlConnection;
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const helper = platform.getSchemaHelper();
  const isThere = await helper?.tableExists(connection, TABLE, platform.getDefaultSchemaName());
  return isThere === true ? migrator.getStorage().executed() : [];
}
