import type { FastifyRequest } from 'fastify';

/**
 * A request as guards and hooks see it: Fastify's, with what the application's guards put on it.
 *
 * @publicApi
 */
export type LightApiRequest = FastifyRequest & {
  /** Who asks, as the guard that authenticated the request said; `undefined` where nobody did. */
  user?: unknown;
};
