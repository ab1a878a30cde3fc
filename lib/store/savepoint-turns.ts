import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';

/** How long a savepoint waits for others, in milliseconds: less than a transaction may take. */
const PATIENCE_MS = 4_000;

/**
 * Savepoints that are set at once in one transaction would be within each other, as there is one connection: the
 * rollback of one would take what others have written. So each waits for the end of those before it.
 */
export class SavepointTurns {
  /** Of what savepoints are in, the end of all that were set; never rejects. */
  private readonly ends = new WeakMap<object, Promise<unknown>>();

  /**
   * @param holder - what the savepoint is in
   * @param work - from its beginning to its end
   * @throws what `work` throws
   * @throws {@link DatabaseUnavailableError} where those before it do not end: they may wait for it in turn
   */
  take<T>(holder: object, work: () => Promise<T>): Promise<T> {
    const before = this.ends.get(holder);
    const done = before === undefined ? work() : patient(before).then(work);
    this.ends.set(holder, Promise.allSettled([before, done]));
    return done;
  }
}

function patient(before: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(tooLong());
    }, PATIENCE_MS);
    void before.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function tooLong(): Error {
  const cause = new Error(
    `A savepoint has waited for ${PATIENCE_MS} ms for others of its transaction, which may wait for it in turn. Await one before the next is set.`,
  );
  return new DatabaseUnavailableError({ cause });
}
