import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { corsOptions } from './cors-options.js';

/** The listed origins of each server that has some. */
const known = new WeakMap<FastifyInstance, readonly string[]>();

/** Has a server's `corsOrigins` hold for what it answers before there is a route, too. */
export function rememberOrigins(server: FastifyInstance, origins: readonly string[]): void {
  known.set(server, origins);
}

/**
 * Puts on an answer what `@fastify/cors` would: its hook is a route's, and a path that can not be
 * read leads to none.
 *
 * @returns whether a browser asks ahead, for which the headers are the whole answer
 */
export function allowUnrouted(request: FastifyRequest, reply: FastifyReply): boolean {
  const origins = known.get(request.server);
  if (origins === undefined) return false;
  void reply.header('vary', 'Origin');
  const { origin: sent, 'access-control-request-headers': headers } = request.headers;
  const options = corsOptions(origins, request.headers);
  if (options.origin === false || sent === undefined) return false;
  void reply.headers({
    'access-control-allow-origin': options.origin === true ? sent : options.origin,
    ...(options.credentials && { 'access-control-allow-credentials': 'true' }),
    'access-control-expose-headers': options.exposedHeaders.join(', '),
  });
  if (request.method !== 'OPTIONS' || !options.preflight) return false;
  void reply.headers({
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-methods': options.methods.join(', '),
    ...(headers !== undefined && { 'access-control-allow-headers': headers }),
    'access-control-max-age': String(options.maxAge),
  });
  return true;
}
