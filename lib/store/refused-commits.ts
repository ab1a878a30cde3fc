import type { PoolClient, QueryResult } from 'pg';

import { isConsequence } from './driver-failure.js';
import { clientWatcher } from './pool-clients.js';
import { isRefusal } from './pool-query.js';

/** `pg`'s, with all that may be given to it. */
type Query = (...asked: readonly unknown[]) => unknown;

/**
 * Has a pool throw where PostgreSQL makes a ROLLBACK of a COMMIT, as it does without a word behind an error that
 * somebody has caught. What was refused is the error, and the cause of those that come only of it.
 *
 * @see https://www.postgresql.org/docs/current/sql-commit.html
 */
export const tellRefusedCommits = clientWatcher((client) => {
  const refusals = new Refusals();
  const query = client.query.bind(client) as Query;
  const told: Query = (...asked) => {
    const result = query(...asked);
    return result instanceof Promise ? refusals.told(asked[0], result) : result;
  };
  client.query = told as PoolClient['query'];
});

/** What begins a transaction, or a part of it. */
const BEGINNINGS: ReadonlySet<unknown> = new Set(['BEGIN', 'START', 'SAVEPOINT']);

/** What a connection was refused. */
class Refusals {
  /** In the present transaction. */
  private last: Error | undefined;

  async told(asked: unknown, result: Promise<unknown>): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await result;
    } catch (error) {
      this.note(error);
      throw error;
    }
    const { command } = answer as QueryResult;
    if (command === 'ROLLBACK' && isCommit(asked)) throw this.last ?? unknownRefusal();
    if (BEGINNINGS.has(command)) this.last = undefined;
    return answer;
  }

  private note(error: unknown): void {
    if (isConsequence(error)) (error as Error).cause ??= this.last;
    else if (isRefusal(error)) this.last = error as Error;
  }
}

function isCommit(asked: unknown): boolean {
  return typeof asked === 'string' && /^\s*(?:commit|end)\b/i.test(asked);
}

/** Of what was not asked by promises, as streams are not. */
function unknownRefusal(): Error {
  return new Error(
    'PostgreSQL has rolled a transaction back instead of committing it: one of its statements failed, and that was caught.',
  );
}
