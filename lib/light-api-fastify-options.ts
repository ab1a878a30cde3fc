import type { Socket } from 'node:net';

import type { FastifyServerOptions } from 'fastify';

import { answerFastifyError } from './respond/fastify-error.js';
import { endWithError } from './respond/raw-error.js';
import { requestIdOf } from './telemetry/request-id.js';

/** Milliseconds that a client may take, and bytes that it may send. */
const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  bodyLimit: 1_048_576,
} as const;

/**
 * Characters of an id: as many as a request line can have. Fastify's own limit would answer a long
 * one with 404 before anybody is asked who calls.
 */
const MAX_ID_LENGTH = 16_384;

/** The statuses of requests that Node's parser refuses, by its code. */
const PARSER_STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Limits for a Fastify that is on the internet, and our error shape for what Fastify answers by
 * itself: request 30 s, headers 10 s, idle connections 10 s, bodies 1 MiB. Servers of `LightApi`
 * have them; a Nest application passes them to its adapter.
 *
 * @example
 * ```ts
 * const app = await NestFactory.create<NestFastifyApplication>(
 *   AppModule,
 *   new FastifyAdapter(lightApiFastifyOptions()),
 * );
 * ```
 * @publicApi
 */
export function lightApiFastifyOptions() {
  const { headersTimeout, connectionsCheckingInterval, ...limits } = LIMITS;
  return {
    ...limits,
    http: { headersTimeout, connectionsCheckingInterval },
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
    forceCloseConnections: 'idle',
    // What comes on a connection that is still open is answered, and the connection closed.
    return503OnClosing: false,
    genReqId: requestIdOf,
    frameworkErrors: answerFastifyError,
    clientErrorHandler: answerClientError,
  } satisfies FastifyServerOptions & { http: object };
}

/** What comes after a request that said it is the last: no second answer follows the first. */
const AFTER_THE_LAST = 'HPE_CLOSED_CONNECTION';

/** There is no request yet, so that the answer is written by hand. */
function answerClientError({ code = '' }: Error & { code?: string }, socket: Socket): void {
  if (code === AFTER_THE_LAST) return;
  if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else endWithError(socket, PARSER_STATUSES[code] ?? 400);
}
