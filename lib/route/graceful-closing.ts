import type { Server } from 'node:http';

import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** How often connections that have become idle are closed, in milliseconds. */
const SWEEP_EVERY_MS = 50;

/** When requests that have not come or been answered to their end are given up, in milliseconds. */
const PATIENCE_MS = 8_000;

/**
 * Has a server end within seconds: it accepts nothing new, answers what has begun, closes each
 * connection that has nothing to answer any more, and cuts what is left after eight seconds. Node
 * itself would wait for every client to hang up, and without end for one that has sent half a
 * request.
 *
 * @returns whether it is ending, which clients are to be told with each answer
 */
export function closeGracefully(fastify: FastifyInstance): () => boolean {
  const { server } = fastify;
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    if (server.listening && isHttp1(server)) emptyConnections(server);
    done();
  });
  return () => isClosing;
}

function emptyConnections(server: Server): void {
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_EVERY_MS);
  const cut = setTimeout(() => {
    const seconds = PATIENCE_MS / 1000;
    new Logger('LightApi').warn(
      `cuts what clients have not ended ${seconds} s after the end began`,
    );
    server.closeAllConnections();
  }, PATIENCE_MS);
  server.once('close', () => {
    clearInterval(sweep);
    clearTimeout(cut);
  });
}

/** Fastify ends the sessions of HTTP/2 by itself. */
function isHttp1(server: object): server is Server {
  return 'closeIdleConnections' in server;
}
