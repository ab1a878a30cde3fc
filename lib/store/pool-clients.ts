import type { Pool, PoolClient } from 'pg';

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
