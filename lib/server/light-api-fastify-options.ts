import type { Socket } from 'node:net';

import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';

import { allowUnrouted } from '../guard/unrouted-cors.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../request/request-id.js';
import { isAnswered } from '../respond/answered-requests.js';
import { answerFastifyError } from '../respond/fastify-error.js';
import { endWithError } from '../respond/raw-error.js';
import { closeInStages, isClosingInStages } from '../respond/staged-close.js';

/** What a client may take and send. */
const LIMITS = {
  /** Milliseconds until a request has come, its body included. */
  requestTimeout: 30_000,
  /** Milliseconds that a connection may be idle. */
  keepAliveTimeout: 10_000,
  /** Bytes of a body. */
  bodyLimit: 1_048_576,
} as const;

/** The same, of Node's own server. */
const HTTP_LIMITS = {
  /** Milliseconds until the headers of a request have come. */
  headersTimeout: 10_000,
  /** Milliseconds between two looks for connections that take too long. */
  connectionsCheckingInterval: 5_000,
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
  return {
    ...LIMITS,
    /** Limits that Node has, and not Fastify. */
    http: HTTP_LIMITS,
    /** Ids as long as a request line. */
    routerOptions: {
      /** Characters of an id. */
      maxParamLength: MAX_ID_LENGTH,
    },
    /** Idle connections do not hold up the end. */
    forceCloseConnections: 'idle',
    /** What comes on a connection that is still open is answered, and the connection closed. */
    return503OnClosing: false,
    /** The id in `X-Request-Id`, else a new one. */
    genReqId: requestIdOf,
    /** Bad paths and the like get `{"detail"}` too. */
    frameworkErrors: answerUnrouted,
    /** So do requests that can not be parsed. */
    clientErrorHandler: answerClientError,
  } satisfies FastifyServerOptions & { http: object };
}

/** What Fastify refuses before it looks for a route, none of whose hooks are run. */
function answerUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (allowUnrouted(request, reply))
    void reply.code(204).header(REQUEST_ID_HEADER, requestIdOf(request.raw)).send();
  else answerFastifyError(error, request, reply);
}

/** What comes after a request that said it is the last: no second answer follows the first. */
const AFTER_THE_LAST = 'HPE_CLOSED_CONNECTION';

/** There is no request yet, so that the answer is written by hand. */
function answerClientError({ code = '' }: Error & { code?: string }, socket: Socket): void {
  if (code === AFTER_THE_LAST || (isParsers(code) && isClosingInStages(socket))) return;
  if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else if (isAnswered(socket)) closeInStages(socket);
  else endWithError(socket, PARSER_STATUSES[code] ?? 400);
}

function isParsers(code: string): boolean {
  return code.startsWith('HPE_');
}
