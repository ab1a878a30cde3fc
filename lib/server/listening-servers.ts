import type { Server } from 'node:http';

import type { FastifyInstance } from 'fastify';

/** What Fastify calls the member that has the servers besides `fastify.server`. */
const OTHERS = 'fastify.serverBindings';

/**
 * Calls `use` for each server of a Fastify. For `localhost` it makes one for each address (`127.0.0.1` and
 * `::1`), and has no public way to those behind the first.
 */
export function forEachServer(fastify: FastifyInstance, use: (server: Server) => void): void {
  use(fastify.server);
  fastify.addHook('onListen', (done) => {
    othersOf(fastify).forEach(use);
    done();
  });
}

function othersOf(fastify: FastifyInstance): readonly Server[] {
  const others = Object.getOwnPropertySymbols(fastify).find((key) => key.description === OTHERS);
  if (others === undefined) return [];
  return (fastify as unknown as Record<symbol, readonly Server[]>)[others] ?? [];
}
