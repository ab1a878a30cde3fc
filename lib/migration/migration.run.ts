import type { MikroORM, Transaction } from '@mikro-orm/core';
import type { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlConnection, AbstractSqlPlatform, EntityManager } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { optionalPackage } from '../package/optional-package.js';
import { dialectOf } from '../schema/dialect.js';
import { type LoadedMigration, loadMigrations } from './migration-files.js';
import { inMigration } from './migration.lock.js';

/** Beside that of an application's own MikroORM. */
const TABLE = 'lightapi_migrations';

/** The migrations of a directory, and what a database knows of them. */
export class MigrationRun {
  /** Of all files. */
  readonly names: readonly string[];

  private constructor(
    private readonly orm: MikroORM,
    private readonly migrator: Migrator,
    migrations: readonly LoadedMigration[],
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
    orm.config.set('migrations', settings(migrations, dialect));
    const migrator = new Migrator(orm.em as EntityManager);
    return new MigrationRun(orm, migrator, migrations, await executed(orm, migrator));
  }

  up(to: string | undefined): Promise<string[]> {
    return this.locked(async (transaction) => {
      const run = await this.migrator.up({ ...(to !== undefined && { to }), ...transaction });
      return run.map(({ name }) => name);
    });
  }

  /** @throws {@link ConfigurationError} where the file of one that was run is gone */
  down(to: string | 0 | undefined): Promise<string[]> {
    return this.locked(async (transaction) => {
      const names = await executed(this.orm, this.migrator);
      const kept = to === 0 ? 0 : to === undefined ? names.length - 1 : names.indexOf(to) + 1;
      const lost = names.slice(Math.max(kept, 0)).filter((name) => !this.names.includes(name));
      if (lost.length > 0)
        throw new ConfigurationError([
          `The files of ${lost.join(', ')} are gone, and only they know the way back.`,
        ]);
      const run = await this.migrator.down({ ...(to !== undefined && { to }), ...transaction });
      return run.map(({ name }) => name);
    });
  }

  /** Takes those that are pending for run. */
  record(to: string | undefined): Promise<string[]> {
    return this.locked(async ({ transaction }) => {
      const storage = this.migrator.getStorage();
      const known = await executed(this.orm, this.migrator);
      const last = to === undefined ? this.names.length : this.names.indexOf(to) + 1;
      const names = this.names.slice(0, last).filter((name) => !known.includes(name));
      for (const name of names) await storage.logMigration({ name }, transaction);
      return names;
    });
  }

  private locked<T>(work: (options: { transaction?: Transaction }) => Promise<T>): Promise<T> {
    return inMigration(this.orm, dialectOf(this.orm.em.getPlatform()), (transaction?: object) =>
      work(transaction === undefined ? {} : { transaction }),
    );
  }
}

/** On SQLite the transaction is the connection's: MikroORM is to begin none. */
const IS_TRANSACTIONAL: Record<Dialect, boolean> = { postgresql: true, sqlite: false };

function settings(migrations: readonly LoadedMigration[], dialect: Dialect) {
  const transactional = IS_TRANSACTIONAL[dialect];
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
  const connection = orm.em.getConnection() as AbstractSqlConnection;
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const helper = platform.getSchemaHelper();
  const isThere = await helper?.tableExists(connection, TABLE, platform.getDefaultSchemaName());
  return isThere === true ? migrator.getStorage().executed() : [];
}
