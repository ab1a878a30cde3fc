import { isConsequence } from './driver-failure.js';
import { clientWatcher, tagsOf, tellAnswers } from './pool-clients.js';
import { isRefusal } from './pool-query.js';

/**
 * Has the connections of a pool throw, to those who ask by promises, where PostgreSQL makes a ROLLBACK of a COMMIT, as it
 * does without a word behind an error that somebody has caught. What was refused is the error, and the cause of those that
 * come only of it.
 *
 * @see https://www.postgresql.org/docs/current/sql-commit.html
 */
export const tellRefusedCommits = clientWatcher((client) => {
  const refusals = new Refusals();
  tellAnswers(client, (asked, answer) => refusals.told(asked, answer));
});

/** Tags of what a transaction goes on behind, or begins with. */
const BEGINNINGS: ReadonlySet<unknown> = new Set(['BEGIN', 'START', 'SAVEPOINT', 'ROLLBACK']);

/** What a connection was refused. */
class Refusals {
  /** In the present transaction. */
  private last: Error | undefined;

  async told(asked: unknown, answer: Promise<unknown>): Promise<unknown> {
    const result = await answer.catch((error: unknown) => {
      this.note(error);
      throw error;
    });
    const tag = tagsOf(result).at(-1);
    if (tag === 'ROLLBACK' && isCommit(asked)) throw this.last ?? unknownRefusal();
    if (BEGINNINGS.has(tag)) this.last = undefined;
    return result;
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
