import type { FastifyInstance, onRequestAsyncHookHandler, onRequestHookHandler } from 'fastify';

import type { Admissions } from '../guard/admissions.js';
import { marksOf } from '../guard/route-marks.js';
import { answerRouteError } from '../respond/route-error.js';

/**
 * Gives each route of ours that is made from now on its way of answering errors, its limits, and
 * the question who calls.
 */
export function prepareRoutes(server: FastifyInstance, admissions: Admissions): void {
  const admit: onRequestAsyncHookHandler = (request, reply) => admissions.admit(request, reply);
  server.addHook('onRoute', (route) => {
    const marks = marksOf(route.config);
    if (marks === undefined) return;
    const guarded = admissions.guards(marks.admission) ? [admit] : [];
    if (marks.bodyLimit !== undefined) route.bodyLimit = marks.bodyLimit;
    route.errorHandler = answerRouteError;
    route.onRequest = [route.onRequest ?? [], ignoreTypeOfNothing, ...guarded].flat();
  });
}

/** Many clients send a content type with every DELETE; without a body Fastify would call it broken. */
const ignoreTypeOfNothing: onRequestHookHandler = ({ raw }, _reply, done) => {
  const { headers, method } = raw;
  const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
  if (method === 'DELETE' && isEmpty) delete headers['content-type'];
  done();
};
