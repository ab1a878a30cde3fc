import type { Pool, PoolClient, QueryResult } from 'pg';

/** What `pg` does not declare: the connections that a pool has. */
interface OpenPool {
  readonly _clients?: readonly PoolClient[];
}

/**
 * Makes what looks at each connection of a pool, once, also at those that it has already.
 *
 * @returns to be called with pools: several applications may share one
 */
export function clientWatcher(watch: (client: PoolClient) => void): (pool: Pool) => void {
  const watched = new WeakSet<Pool>();
  return (pool) => {
    if (watched.has(pool)) return;
    watched.add(pool);
    const { _clients: open = [] } = pool as unknown as OpenPool;
    for (const client of open) watch(client);
    pool.on('connect', watch);
  };
}

/** What becomes of an answer: `asked` is what `pg` was given first, a text or a query of its own. */
export type AnswerTeller = (asked: unknown, answer: Promise<unknown>) => Promise<unknown>;

/** `pg`'s, with all that may be given to it. */
type Query = (...asked: readonly unknown[]) => unknown;

/** Stands between a connection and those to whom it answers by promises, as Kysely. */
export function tellAnswers(client: PoolClient, tell: AnswerTeller): void {
  const query = client.query.bind(client) as Query;
  const told: Query = (...asked) => {
    const result = query(...asked);
    return result instanceof Promise ? tell(asked[0], result) : result;
  };
  client.query = told as PoolClient['query'];
}

/** `INSERT`, `COMMIT` …: what PostgreSQL says it has done, of each statement of a text. */
export function tagsOf(answer: unknown): readonly string[] {
  return [answer as QueryResult | QueryResult[]].flat().map(({ command }) => command);
}
