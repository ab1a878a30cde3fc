import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import type { Database, Statement as NativeStatement } from 'better-sqlite3';
import type { ControlledTransaction } from 'kysely';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import {
  busy,
  isBusy,
  LOCK_PATIENCE_MS,
  LOCK_PAUSE_MS,
  LockedTransactions,
} from './sqlite-lock.js';
import { SqliteTurn } from './sqlite-turn.js';
import type { Runner, Statement } from './statement.interface.js';
import { transactionManager } from './transaction-managers.js';
import { TurnReads } from './turn-reads.js';
import type { UndoneTransactions } from './undone-transactions.js';

/**
 * Runs statements on MikroORM's own SQLite handle, prepared once each, those of a turn together.
 *
 * SQLite has one connection. A statement of ours that runs while somebody else's transaction is
 * open would be rolled back with it, so it waits for its turn in the queue that MikroORM's
 * transactions wait in.
 */
export class SqliteRunner implements Runner {
  private readonly prepared = new Map<string, NativeStatement>();
  private readonly equals = new TurnReads((statement, values) => this.outside(statement, values));
  private readonly turn: SqliteTurn;
  private readonly transactions = new LockedTransactions();
  private pause: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly em: EntityManager,
    private readonly undone: UndoneTransactions,
  ) {
    this.turn = new SqliteTurn(database);
  }

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const manager = transactionManager(this.em);
    return manager === undefined
      ? this.outside(statement, parameters)
      : this.within(manager, statement, parameters);
  }

  read(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const manager = transactionManager(this.em);
    if (manager !== undefined) return this.within(manager, statement, parameters);
    return statement.sharing === undefined
      ? this.outside(statement, parameters)
      : this.equals.rows(statement, parameters);
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.transactions.run(work);
  }

  private within(
    manager: EntityManager,
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const transaction = manager.getTransactionContext<ControlledTransaction<unknown>>();
    return new Promise((resolve, reject) => {
      if (transaction !== undefined) this.undone.beforeStatement(transaction);
      try {
        resolve(this.run(statement, parameters));
      } catch (error) {
        if (transaction !== undefined) this.undone.afterStatement(transaction, error);
        reject(asError(error));
      }
    });
  }

  /** Whoever has a transaction open now, it is not that of who asked. */
  private outside(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.turn.add({
        statement: this.prepare(statement),
        parameters,
        resolve,
        reject: (error) => {
          // Here and not behind a promise: all who were refused together try again together.
          if (isBusy(error)) resolve(this.patiently(statement, parameters));
          else reject(asError(error));
        },
      });
    });
  }

  private async patiently(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const deadline = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        if (this.database.inTransaction)
          return await this.afterTransaction(() => this.run(statement, parameters));
        await this.pausing();
        return await this.again(statement, parameters);
      } catch (error) {
        if (!isBusy(error) || Date.now() >= deadline) throw error;
      }
    }
  }

  /** All who wait go on at once, and so in one turn: each try holds up the event loop for a while. */
  private pausing(): Promise<void> {
    this.pause ??= sleep(LOCK_PAUSE_MS).then(() => {
      this.pause = undefined;
    });
    return this.pause;
  }

  private again(statement: Statement, parameters: readonly DriverValue[]) {
    return new Promise<readonly Row[]>((resolve, reject) => {
      this.turn.add({ statement: this.prepare(statement), parameters, resolve, reject });
    });
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
