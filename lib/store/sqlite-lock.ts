import { setTimeout as sleep } from 'node:timers/promises';

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
 * Does the work of a whole transaction, and again while another process has the file locked: a statement within one
 * can't wait, as what was read before it would be outdated.
 *
 * @param work - begins the transaction; nothing of it is left where it fails
 */
export async function despiteLock<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isForLock(error) || Date.now() >= deadline) throw error;
    }
    await sleep(LOCK_PAUSE_MS);
  }
}

/** Also where it was told as what it means for a request. */
function isForLock(error: unknown): boolean {
  return isBusy(error) || (error instanceof Error && isBusy(error.cause ?? {}));
}
