import type { Socket } from 'node:net';

import type { Pool, PoolClient } from 'pg';

/** Longer than a server that keeps its own limits is ever silent, in milliseconds. */
export const SILENCE_MS = 6_000;

/** What `pg` does not declare: its socket, and whether it waits for an answer. */
interface OpenClient {
  readonly connection: { readonly stream: Socket };
  readonly readyForQuery: boolean;
}

/**
 * Ends connections to a server that hangs: its statement time-out would come from itself, and `pg`'s
 * own leaves a connection in the pool that is in the middle of something.
 */
export function endSilentConnections(pool: Pool): void {
  pool.on('connect', (client: PoolClient) => {
    const open = client as unknown as OpenClient;
    const { stream } = open.connection;
    stream.setTimeout(SILENCE_MS);
    stream.on('timeout', () => {
      if (!open.readyForQuery) stream.destroy(new Error('connection terminated after silence'));
    });
  });
}
