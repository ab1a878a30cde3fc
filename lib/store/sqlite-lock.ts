import { setTimeout as sleep } from 'node:timers/promises';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';

/** How long a request waits for another process's lock before it is answered 503. */
export const LOCK_PATIENCE_MS = 4000;

/** Between two tries; the event loop serves other requests meanwhile. */
export const LOCK_PAUSE_MS = 20;

/** What a database says that somebody else has locked. */
export function busy(): Error {
  return Object.assign(new Error('a transaction stays open'), { code: 'SQLITE_BUSY' });
}

export function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}

/**
 * Does the work of whole transactions, one after the other, and again while another process has the file locked: a
 * statement within one can't wait, as what was read before it would be outdated. Each try holds up the event loop, so
 * that of all who wait one tries.
 */
export class LockedTransactions {
  private last: Promise<unknown> = Promise.resolve();
  private isLocked = false;

  /**
   * @param work - begins the transaction; nothing of it is left where it fails
   * @throws what `work` throws, or {@link DatabaseUnavailableError} where its turn came too late
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + LOCK_PATIENCE_MS;
    const turn = this.last.then(() => this.patiently(work, deadline));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async patiently<T>(work: () => Promise<T>, deadline: number): Promise<T> {
    // Those in front have waited for the lock in vain, for as long.
    if (this.isLocked && Date.now() >= deadline)
      throw new DatabaseUnavailableError({ cause: busy() });
    for (;;) {
      try {
        const result = await work();
        this.isLocked = false;
        return result;
      } catch (error) {
        this.isLocked = isForLock(error);
        if (!this.isLocked || Date.now() >= deadline) throw error;
      }
      await sleep(LOCK_PAUSE_MS);
    }
  }
}

/** Also where it was told as what it means for a request. */
function isForLock(error: unknown): boolean {
  return isBusy(error) || (error instanceof Error && isBusy(error.cause ?? {}));
}
