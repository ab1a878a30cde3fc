import type { EntityManager } from '@mikro-orm/core';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { currentTransaction } from '../store/transaction-managers.js';
import type { Key } from '../store/row.interface.js';

/** How long a write waits for others of the same row, in milliseconds, before it is answered 503. */
const PATIENCE_MS = 4_000;

/** A write that waits. */
interface Waiter {
  go(): void;
}

/**
 * Has the writes of one row go one after the other within this process, as they would in the
 * database, but there each would hold a connection while it waits: a row that somebody keeps locked
 * would take all connections from requests that have nothing to do with it.
 */
export class RowTurns {
  /** By key; a row that nobody writes has no entry, one that nobody waits for no line. */
  private readonly lines = new Map<string, Set<Waiter> | undefined>();

  /** @param em - any of the database */
  constructor(private readonly em: EntityManager) {}

  /**
   * Does `work` when it is its turn. Within a transaction that is at once: it has its connection
   * already, and may hold the lock that another's turn waits for.
   *
   * @throws {@link DatabaseUnavailableError} when the turn does not come in time
   */
  take<T>(key: Key, work: () => Promise<T>): Promise<T> {
    if (currentTransaction(this.em) !== undefined) return work();
    // No text of a key has a NUL.
    const name = key.length === 1 ? String(key[0]) : key.join('\0');
    if (this.lines.has(name)) return this.waited(name, work);
    this.lines.set(name, undefined);
    return this.during(name, work);
  }

  private async waited<T>(name: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(name) ?? new Set();
    this.lines.set(name, line);
    await turnIn(line);
    return this.during(name, work);
  }

  private async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.next(name);
    }
  }

  private next(name: string): void {
    const line = this.lines.get(name);
    const [first] = line === undefined || line.size === 0 ? [] : line;
    if (first === undefined) this.lines.delete(name);
    else first.go();
  }
}

function turnIn(line: Set<Waiter>): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      go() {
        clearTimeout(limit);
        line.delete(waiter);
        resolve();
      },
    };
    const limit = setTimeout(() => {
      line.delete(waiter);
      reject(tooLong());
    }, PATIENCE_MS);
    line.add(waiter);
  });
}

function tooLong(): DatabaseUnavailableError {
  const cause = new Error(`Other writes of the row took longer than ${PATIENCE_MS} ms.`);
  return new DatabaseUnavailableError({ cause });
}
