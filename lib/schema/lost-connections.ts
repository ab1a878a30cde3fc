import type { PoolClient } from 'pg';

import { clientWatcher, tellAnswers } from '../store/pool-clients.js';

/**
 * Takes connections out of a pool that nobody would give back to it. Kysely does after COMMIT or ROLLBACK: neither
 * succeeds on a connection that is lost within a transaction, and neither is sent where BEGIN is refused, as that of
 * a serializable one is by a standby.
 */
export const dropLostConnections = clientWatcher((client) => {
  client.once('end', () => setImmediate(release, client));
  tellAnswers(client, (asked, answer) => (isBeginning(asked) ? begun(client, answer) : answer));
});

function isBeginning(asked: unknown): boolean {
  return typeof asked === 'string' && /^(?:begin|start transaction[^;]*)$/i.test(asked);
}

async function begun(client: PoolClient, answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    release(client);
    throw error;
  }
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
