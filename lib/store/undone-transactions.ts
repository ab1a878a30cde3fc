import type { EventSubscriber } from '@mikro-orm/core';
import type { Database } from 'better-sqlite3';
import type { ControlledTransaction } from 'kysely';

import { pastEnd, undoTransaction } from './transaction-states.js';

/** A transaction, or a savepoint in one, as MikroORM has it. */
type NativeTransaction = ControlledTransaction<unknown>;

/** What MikroORM tells with an event. */
interface TransactionEvent {
  readonly transaction?: NativeTransaction;
}

/**
 * SQLite itself may roll back a whole transaction: by `raise(rollback)`, by `on conflict rollback`, or as the
 * disk is full. What follows would be committed statement by statement, and a `ROLLBACK` that finds no
 * transaction fails, after which Kysely never gives back its one connection. So another transaction takes
 * the place of the one that was undone, and is never committed.
 *
 * @see https://www.sqlite.org/lang_transaction.html
 */
export class UndoneTransactions implements EventSubscriber {
  /** MikroORM takes no subscriber off again: there is one for all that are started on a database. */
  private static readonly known = new WeakMap<Database, UndoneTransactions>();

  private constructor(private readonly database: Database) {}

  /** @returns the one of the database, which may be registered twice */
  static of(database: Database): UndoneTransactions {
    const known = this.known.get(database) ?? new UndoneTransactions(database);
    this.known.set(database, known);
    return known;
  }

  /** By a savepoint, which would be a transaction of its own. */
  beforeTransactionStart({ transaction }: TransactionEvent): void {
    if (transaction !== undefined) this.beforeStatement(transaction);
  }

  /** Statements of entity managers go past us, and those of Kysely's own builders past this too. */
  afterTransactionStart({ transaction }: TransactionEvent): void {
    // What the application has reconnected is another database to us.
    if (transaction === undefined || !this.database.open) return;
    const execute = transaction.executeQuery.bind(transaction);
    transaction.executeQuery = async (...statement) => {
      let failure: unknown;
      this.beforeStatement(transaction);
      try {
        return await execute(...statement);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        this.afterStatement(transaction, failure);
      }
    };
  }

  /** Also where `COMMIT` has failed. */
  beforeTransactionRollback({ transaction }: TransactionEvent): void {
    if (transaction === undefined || !this.isUndone(transaction)) return;
    this.database.exec('BEGIN');
    undoTransaction(transaction, undone());
  }

  /**
   * To be called before each statement of `transaction`.
   *
   * @throws Error where its end is under way, or that of what it is in: it would be stored by itself
   */
  beforeStatement(transaction: NativeTransaction): void {
    if (this.isUndone(transaction) && !this.replace(transaction, undone()))
      throw pastEnd(transaction);
  }

  /**
   * To be called after each statement of `transaction`.
   *
   * @param failure - of the statement
   */
  afterStatement(transaction: NativeTransaction, failure?: unknown): void {
    if (this.isUndone(transaction)) this.replace(transaction, failure ?? undone());
  }

  private replace(transaction: NativeTransaction, reason: unknown): boolean {
    const isUnderWay = undoTransaction(transaction, reason);
    if (isUnderWay) this.database.exec('BEGIN');
    return isUnderWay;
  }

  private isUndone({ isCommitted, isRolledBack }: NativeTransaction): boolean {
    return this.database.open && !this.database.inTransaction && !isCommitted && !isRolledBack;
  }
}

function undone(): Error {
  return new Error('A statement of this transaction has ended it, or SQLite itself has.');
}
