import type { PoolClient } from 'pg';

import { clientWatcher } from '../store/pool-clients.js';

/**
 * Takes connections that are lost within a transaction out of a pool: Kysely gives one back after
 * COMMIT or ROLLBACK, and neither succeeds on a connection that is gone.
 */
export const dropLostConnections = clientWatcher((client) => {
  client.once('end', () => setImmediate(release, client));
});

function release(client: PoolClient): void {
  try {
    client.release(true);
  } catch {
    return; // It has been given back: the pool throws for a second time.
  }
  // Somebody may try all the same, in the end.
  client.release = () => undefined;
}
