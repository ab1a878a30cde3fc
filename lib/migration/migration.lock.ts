import { setTimeout as sleep } from 'node:timers/promises';

import type { MikroORM, Transaction } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';

import type { Dialect } from '../model/dialect.js';
import { ConfigurationError } from '../error/configuration.error.js';
import { MIGRATION_LOCK_MS } from '../schema/open-database.js';
import { lockFileOf, makeLockFile } from './lock-file.js';

/** Runs in a transaction that one process at a time has; `transaction` is MikroORM's, if it has it. */
type Locked<T> = (transaction?: Transaction) => Promise<T>;

/** How long a process waits for another that migrates, in milliseconds. */
const PATIENCE_MS = 600_000;
const PAUSE_MS = 100;

/** Of all processes that migrate a database, whatever their tables. */
const ADVISORY_KEY = 0x11_67_47_a9;

type Lock = <T>(orm: MikroORM, work: Locked<T>) => Promise<T>;

const LOCKS: Record<Dialect, Lock> = {
  postgresql: inPostgres,
  sqlite: inSqlite,
};

/** What can't be in a transaction is done beside that of the lock. */
const LOCKS_ALONE: Record<Dialect, Lock> = {
  postgresql: (orm, work) => inPostgres(orm, () => work()),
  sqlite: besideSqlite,
};

/**
 * All or nothing, one process at a time: others wait, and find what has been done.
 *
 * @throws whatever `work` throws, after everything is taken back
 */
export function inMigration<T>(orm: MikroORM, dialect: Dialect, work: Locked<T>): Promise<T> {
  return LOCKS[dialect](orm, work);
}

/**
 * One process at a time, and in no transaction.
 *
 * @throws whatever `work` throws; what was done before stays
 */
export function besideTransactions<T>(
  orm: MikroORM,
  dialect: Dialect,
  work: () => Promise<T>,
): Promise<T> {
  return LOCKS_ALONE[dialect](orm, () => work());
}

/**
 * Who waits has no transaction meanwhile: the making of an index beside all transactions would wait for it, and it for
 * who makes the index.
 */
async function inPostgres<T>(orm: MikroORM, work: Locked<T>): Promise<T> {
  await makeRoom(orm);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const done = await onceInPostgres(orm, work);
    if (done !== undefined) return done.result;
    if (Date.now() > deadline) throw endless();
    await sleep(PAUSE_MS);
  }
}

/** Beside the lock's connection there has to be one for what is done meanwhile, also where options allow but one. */
async function makeRoom(orm: MikroORM): Promise<void> {
  const { options } = await nativeClient<Pool>(orm);
  options.max = Math.max(options.max, 2);
}

/** @returns `undefined` where another process has the lock */
function onceInPostgres<T>(
  orm: MikroORM,
  work: Locked<T>,
): Promise<{ readonly result: T } | undefined> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  return connection.transactional(async (transaction: Transaction) => {
    const run = <Rows>(sql: string) =>
      connection.execute(sql, [], 'all', transaction) as Promise<Rows>;
    const lock = `select pg_try_advisory_xact_lock(${ADVISORY_KEY}) as taken`;
    const [row] = await run<{ taken: boolean }[]>(lock);
    if (row?.taken !== true) return undefined;
    // The limits of requests would end the making of an index.
    await run('set local statement_timeout = 0');
    await run('set local idle_in_transaction_session_timeout = 0');
    await run(`set local lock_timeout = ${MIGRATION_LOCK_MS}`);
    return { result: await work(transaction) };
  });
}

function endless(cause?: unknown): ConfigurationError {
  return new ConfigurationError(['Another process migrates the database, and does not end.'], {
    cause,
  });
}

/** A transaction of the connection itself, in which all statements of MikroORM are. */
async function inSqlite<T>(orm: MikroORM, work: Locked<T>): Promise<T> {
  const database = await nativeClient<Database>(orm);
  // Neither can be set in a transaction, and a table can't be made anew with them.
  const enforced = database.pragma('foreign_keys', { simple: true });
  database.pragma('foreign_keys = off');
  database.pragma('legacy_alter_table = on');
  try {
    await begin(database, 'immediate');
    const broken = brokenReferences(database);
    const result = await work();
    refuseMore(broken, brokenReferences(database));
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  } finally {
    database.pragma('legacy_alter_table = off');
    database.pragma(`foreign_keys = ${String(enforced)}`);
  }
}

/**
 * A transaction on another file, which stays empty: the system ends it with its process. The file is left where it is,
 * as who waits for it has it open.
 */
async function besideSqlite<T>(orm: MikroORM, work: Locked<T>): Promise<T> {
  const database = await nativeClient<Database>(orm);
  if (database.memory) return work();
  const lock = await lockBeside(database);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function lockBeside({ name, constructor }: Database): Promise<Database> {
  const Opened = constructor as new (file: string, options: object) => Database;
  const path = lockFileOf(name);
  let lock: Database | undefined;
  try {
    makeLockFile(path, name);
    lock = new Opened(path, { timeout: 0 });
    await begin(lock, 'exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(
      [
        `${path} locks migrations, and has to be a file of its own that this process may write to: ${(error as Error).message}.`,
      ],
      { cause: error },
    );
  }
}

async function nativeClient<T>(orm: MikroORM): Promise<T> {
  const connection = orm.em.getConnection() as unknown as { getNativeClient(): Promise<unknown> };
  return (await connection.getNativeClient()) as T;
}

/** better-sqlite3 would wait inside the event loop. */
async function begin(database: Database, kind: 'immediate' | 'exclusive'): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      database.exec(`begin ${kind}`);
      return;
    } catch (error) {
      const isBusy = (error as { code?: string }).code?.startsWith('SQLITE_BUSY') === true;
      if (!isBusy) throw error;
      if (Date.now() > deadline) throw endless(error);
    }
    await sleep(PAUSE_MS);
  }
}

function brokenReferences(database: Database): number {
  return (database.pragma('foreign_key_check') as unknown[]).length;
}

function refuseMore(before: number, after: number): void {
  if (after <= before) return;
  throw new ConfigurationError([
    `${after - before} rows would refer to rows that are not there. Nothing was changed. Change those rows first, in the migration or before it.`,
  ]);
}
