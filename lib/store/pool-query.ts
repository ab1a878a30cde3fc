import type { Pool, PoolClient, Submittable } from 'pg';

/** What `pg` can submit, and tells when it has ended. */
export interface PoolQuery extends Submittable {
  callback?: ((error: Error | null | undefined) => void) | undefined;
}

/**
 * Runs a query on a connection of a pool. One that has refused a statement is as good as before; `pg`'s own
 * `pool.query` closes it, so that each conflict would cost a connection.
 */
export function runOnPool(pool: Pool, query: PoolQuery): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (client === undefined) {
        reject(error ?? new Error('the pool has no connection'));
        return;
      }
      const end = once((failure: Error | null | undefined) => {
        client.removeListener('error', end);
        release(isRefusal(failure) ? undefined : (failure ?? undefined));
        if (failure) reject(failure);
        else resolve();
      });
      submit(client, query, end);
    });
  });
}

function submit(client: PoolClient, query: PoolQuery, end: (failure?: Error | null) => void): void {
  client.once('error', end);
  query.callback = end;
  try {
    client.query(query);
  } catch (error) {
    end(error instanceof Error ? error : new Error('pg has failed', { cause: error }));
  }
}

/**
 * Classes of SQLSTATE, and two codes of other classes, that mostly end a statement and not a session: the
 * server says how severe an error is in the language of its `lc_messages`.
 */
const OF_A_STATEMENT = /^(?:0A|2[236]|4[024]|P0|55P03|57014)/;

/** Whether the server has refused a statement, and goes on listening. */
export function isRefusal(failure: unknown): boolean {
  if (!(failure instanceof Error) || !('severity' in failure)) return false;
  const { severity, code } = failure as { severity: unknown; code?: unknown };
  // The end of a session, and of a statement that may have been committed.
  if (severity === 'FATAL' || severity === 'PANIC' || code === '40003') return false;
  return severity === 'ERROR' || (typeof code === 'string' && OF_A_STATEMENT.test(code));
}

/**
 * Codes of errors behind which the server hangs up; the severity that says so as well is in the language of its
 * `lc_messages`.
 */
const OF_A_SESSION = /^(?:08|57P0[1-5]|25P03)/;

/** Whether the session in which the server has said so ends, or has ended. */
export function isEndOfSession(failure: unknown): boolean {
  if (!(failure instanceof Error) || !('severity' in failure)) return true;
  const { severity, code } = failure as { severity: unknown; code?: unknown };
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  // A statement may fail for a session of the server's own, as that of a foreign table.
  if (severity === 'ERROR') return false;
  return typeof code === 'string' && OF_A_SESSION.test(code);
}

function once<T>(work: (value: T) => void): (value: T) => void {
  let isDone = false;
  return (value) => {
    if (isDone) return;
    isDone = true;
    work(value);
  };
}
