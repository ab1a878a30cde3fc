import type { FastifyInstance, onRequestAsyncHookHandler, onRequestHookHandler } from 'fastify';

import type { Admissions } from '../guard/admissions.js';
import { marksOf } from '../guard/route-marks.js';
import type { Middlewares } from '../middleware/middlewares.js';
import { answerRouteError } from '../respond/route-error.js';

/** Who is around the routes. */
export interface RouteSurroundings {
  readonly admissions: Admissions;
  readonly middlewares: Middlewares;
}

/**
 * Gives each route of ours that is made from now on its way of answering errors, its limits, its
 * middleware, and the question who calls.
 */
export function prepareRoutes(
  server: FastifyInstance,
  { admissions, middlewares }: RouteSurroundings,
): void {
  const admit: onRequestAsyncHookHandler = (request, reply) => admissions.admit(request, reply);
  server.addHook('onRoute', (route) => {
    const marks = marksOf(route.config);
    if (marks === undefined) return;
    const guarded = admissions.guards(marks.admission) ? [admit] : [];
    const chain = marks.owner && middlewares.chainOf(marks.owner);
    if (marks.bodyLimit !== undefined) route.bodyLimit = marks.bodyLimit;
    route.errorHandler = answerRouteError;
    const first = chain === undefined ? [] : [chain.before];
    route.onRequest = [route.onRequest ?? [], ignoreTypeOfNothing, ...first, ...guarded].flat();
    // Before others', which may make a compressed stream of the text, or nothing for HEAD.
    if (chain !== undefined) route.onSend = [chain.after, route.onSend ?? []].flat();
  });
}

/** Many clients send a content type with every DELETE; without a body Fastify would call it broken. */
const ignoreTypeOfNothing: onRequestHookHandler = ({ raw }, _reply, done) => {
  const { headers, method } = raw;
  const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
  if (method === 'DELETE' && isEmpty) delete headers['content-type'];
  done();
};
