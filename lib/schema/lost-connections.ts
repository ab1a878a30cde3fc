import type { Pool, PoolClient } from 'pg';

/** Pools that are looked after: several applications may share one. */
const watched = new WeakSet<Pool>();

/**
 * Takes connections that are lost within a transaction out of the pool: Kysely gives one back after
 * COMMIT or ROLLBACK, and neither succeeds on a connection that is gone. Also of a pool that has some already.
 */
export function dropLostConnections(pool: Pool): void {
  if (watched.has(pool)) return;
  watched.add(pool);
  const { _clients: open = [] } = pool as unknown as OpenPool;
  for (const client of open) watch(client);
  pool.on('connect', watch);
}

/** What `pg` does not declare: the connections that a pool has. */
interface OpenPool {
  readonly _clients?: readonly PoolClient[];
}

function watch(client: PoolClient): void {
  client.once('end', () => setImmediate(release, client));
}

function release(client: PoolClient): void {
  try {
    client.release(true);
  } catch {
    return; // It has been given back: the pool throws for a second time.
  }
  // Somebody may try all the same, in the end.
  client.release = () => undefined;
}
