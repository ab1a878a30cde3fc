import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from '@mikro-orm/core';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { endFailure } from '../store/end-failure.js';
import { beginTransaction, transactionManager } from '../store/transaction-managers.js';
import { failTransaction } from '../store/transaction.registry.js';
import { currentContext } from './request-context.js';

/** How long a transaction may take, in milliseconds, unless its options say otherwise. */
const TIMEOUT_MS = 5000;

/** Longer ones are none to a timer, which would be over at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** What is done in a transaction. */
type TransactionWork<T> = (em: EntityManager) => Promise<T>;

/**
 * The options of one transaction.
 *
 * @publicApi
 */
export interface TransactionOptions {
  /**
   * Milliseconds, waiting for a connection included; then it is rolled back. Inside another
   * transaction, that one's holds.
   *
   * @default 5000
   */
  readonly timeout?: number;
}

/**
 * Transactions on the database of the endpoints. Inject it anywhere.
 *
 * @example
 * ```ts
 * await this.transactions.run(async (em) => {
 *   const book = await this.books.create({ title: 'Emma' });
 *   await this.orders.create({ book_id: book.id });
 *   await em.nativeUpdate(entityOf(Shelf), { id: 1 }, { full: true });
 * });
 * ```
 * @publicApi
 */
export class Transactions {
  /** @internal Made by the module. */
  constructor(private readonly manager: () => EntityManager) {}

  /**
   * Does all that generated services and entity managers do within `work` together or not at all:
   * it is committed when `work` has ended, and rolled back when it throws. Within another
   * transaction it joins that one, which can't be committed any more once `work` has thrown.
   *
   * @param work - gets the entity manager of the transaction; awaits all that it begins
   * @returns what `work` returns, after the commit and what waited for it
   * @throws what `work` throws
   * @throws {@link DatabaseUnavailableError} for a deadlock, or when the time is up
   * @throws what a service throws, where the database refuses something at the end: the commit, or what
   *   the entity manager has kept for the end, which it writes before that
   */
  async run<T>(work: TransactionWork<T>, options: TransactionOptions = {}): Promise<T> {
    const { timeout = TIMEOUT_MS } = options;
    if (!Number.isInteger(timeout) || timeout <= 0 || timeout > LONGEST_TIMEOUT_MS)
      throw new RangeError(
        `'timeout' of a transaction is no integer of milliseconds from 1 to ${LONGEST_TIMEOUT_MS}.`,
      );
    const outer = transactionManager(this.manager());
    return outer === undefined ? this.begin(work, timeout) : join(outer, work);
  }

  /** Errors of the work are its own; those of the transaction's two ends are the database's. */
  private async begin<T>(work: TransactionWork<T>, timeout: number): Promise<T> {
    const own: unknown[] = [];
    const kept = async (em: EntityManager): Promise<T> => {
      try {
        return await work(em);
      } catch (error) {
        own.push(error);
        throw error;
      }
    };
    try {
      return await this.limited(kept, timeout);
    } catch (error) {
      throw own.includes(error) ? error : endFailure(error);
    }
  }

  /** What has begun is waited for to the end, as only that end gives the connection back. */
  private async limited<T>(work: TransactionWork<T>, timeout: number): Promise<T> {
    const over = new AbortController();
    const limit = sleep(timeout, undefined, { signal: over.signal, ref: false }).then(() => {
      throw tooLong(timeout);
    });
    const manager = currentContext()?.em ?? this.manager();
    let hasBegun = false;
    let isLate = false;
    const done = beginTransaction(manager, (em) => {
      hasBegun = true;
      if (isLate) throw tooLong(timeout);
      return Promise.race([work(em), limit]);
    });
    const late = limit.catch((error: unknown) => {
      isLate = true;
      if (hasBegun) return done;
      done.catch(() => undefined);
      throw error;
    });
    try {
      return await Promise.race([done, late]);
    } finally {
      late.catch(() => undefined);
      over.abort();
    }
  }
}

async function join<T>(em: EntityManager, work: TransactionWork<T>): Promise<T> {
  try {
    return await work(em);
  } catch (error) {
    throw await failTransaction(em, error);
  }
}

function tooLong(timeout: number): Error {
  const cause = new Error(`A transaction took longer than ${timeout} ms.`);
  return new DatabaseUnavailableError({ cause });
}
