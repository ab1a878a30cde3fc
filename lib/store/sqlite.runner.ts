import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import type { Database, Statement as NativeStatement } from 'better-sqlite3';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import type { Runner, Statement } from './statement.interface.js';
import { transactionManager } from './transaction.registry.js';
import { TurnReads } from './turn-reads.js';

/** How long a statement waits for another process's lock before the request is answered 503. */
const LOCK_PATIENCE_MS = 4000;

/** Between two tries; the event loop serves other requests meanwhile. */
const LOCK_PAUSE_MS = 20;

/**
 * Runs statements on MikroORM's own SQLite handle, prepared once each.
 *
 * SQLite has one connection. A statement of ours that runs while somebody else's transaction is
 * open would be rolled back with it, so it waits for its turn in the queue that MikroORM's
 * transactions wait in.
 */
export class SqliteRunner implements Runner {
  private readonly prepared = new Map<string, NativeStatement>();
  private readonly equals = new TurnReads((statement, values) => this.outside(statement, values));

  constructor(
    private readonly database: Database,
    private readonly em: EntityManager,
  ) {}

  /** Not `async`: most statements have run when the caller waits for them. */
  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    try {
      return transactionManager(this.em) === undefined
        ? this.outside(statement, parameters)
        : Promise.resolve(this.run(statement, parameters));
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  /** Whoever has a transaction open now, it is not that of who asked. */
  private outside(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    if (this.database.inTransaction) return this.patiently(statement, parameters);
    try {
      return Promise.resolve(this.run(statement, parameters));
    } catch (error) {
      if (isBusy(error)) return this.patiently(statement, parameters);
      return Promise.reject(asError(error));
    }
  }

  private async patiently(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const deadline = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        if (!this.database.inTransaction) return this.run(statement, parameters);
        return await this.afterTransaction(() => this.run(statement, parameters));
      } catch (error) {
        if (!isBusy(error) || Date.now() >= deadline) throw error;
        await sleep(LOCK_PAUSE_MS);
      }
    }
  }

  /** There is no round trip to be spared: what is asked by one client alone runs at once. */
  read(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    if (statement.sharing === undefined) return this.rows(statement, parameters);
    try {
      if (transactionManager(this.em) === undefined) return this.equals.rows(statement, parameters);
      return this.rows(statement, parameters);
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  /** Waits for the open transaction, within bounds: its owner may be waiting for this very work. */
  private async afterTransaction<T>(work: () => T): Promise<T> {
    const connection = this.em.getConnection() as unknown as AbstractSqlConnection;
    const patience = new AbortController();
    const limit = sleep(LOCK_PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      patience.abort();
      throw busy();
    });
    const turn = connection
      .getClient()
      .getExecutor()
      .provideConnection(() =>
        patience.signal.aborted ? Promise.reject(busy()) : Promise.resolve().then(work),
      );
    turn.catch(() => undefined);
    limit.catch(() => undefined);
    try {
      return await Promise.race([turn, limit]);
    } finally {
      patience.abort();
    }
  }

  private run(statement: Statement, parameters: readonly DriverValue[]): readonly Row[] {
    return this.prepare(statement).all(parameters) as Row[];
  }

  private prepare({ sql, name }: Statement): NativeStatement {
    if (name === undefined) return this.database.prepare(sql).raw();
    const known = this.prepared.get(name);
    if (known) return known;
    const made = this.database.prepare(sql).raw();
    this.prepared.set(name, made);
    return made;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('SQLite has failed', { cause: error });
}

function busy(): Error {
  return Object.assign(new Error('a transaction stays open'), { code: 'SQLITE_BUSY' });
}

function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}
