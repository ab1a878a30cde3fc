import { Inject, Injectable } from '@nestjs/common';
import type {
  FastifyInstance,
  onRequestAsyncHookHandler,
  onRequestHookHandler,
  RouteOptions,
} from 'fastify';

import type { HttpMethod } from '../declare/http-method.js';
import { Admissions } from '../guard/admissions.js';
import { markRequest, marksOf, type RouteMarks } from '../guard/route-marks.js';
import { Middlewares } from '../middleware/middlewares.js';
import { leaveUnmeasured } from '../respond/head-length.js';
import { sendBytes } from '../respond/page-bytes.js';
import { ResourceRoutes } from '../respond/resource-routes.js';
import { answerRouteError } from '../respond/route-error.js';
import { requireUncoded } from './json-body.js';

/** Verbs whose body is read. */
const WITH_BODY: ReadonlySet<HttpMethod | undefined> = new Set(['POST', 'PUT', 'PATCH'] as const);

/** What all routes of ours have around them. */
@Injectable()
export class RouteSurroundings {
  constructor(
    @Inject(Admissions) private readonly admissions: Admissions,
    @Inject(Middlewares) private readonly middlewares: Middlewares,
    @Inject(ResourceRoutes) private readonly resources: ResourceRoutes,
  ) {}

  /**
   * Gives each route of ours that is made from now on its way of answering errors, its limits, its
   * middleware, and the question who calls.
   */
  attach(server: FastifyInstance): void {
    const { admissions, middlewares } = this;
    const admit: onRequestAsyncHookHandler = (request, reply) => admissions.admit(request, reply);
    server.addHook('onRoute', (route) => {
      const marks = marksOf(route.config);
      if (marks === undefined) return;
      if (marks.refused !== undefined) route.method = [route.method, marks.refused].flat();
      this.note(route, marks);
      const guarded = admissions.guards(marks.admission) ? [admit] : [];
      const chain = marks.owner && middlewares.chainOf(marks.owner);
      if (marks.bodyLimit !== undefined) route.bodyLimit = marks.bodyLimit;
      route.errorHandler = answerRouteError;
      const first = chain === undefined ? [] : [chain.before];
      const mark: onRequestHookHandler = (request, _reply, done) => {
        markRequest(request, marks);
        done();
      };
      const cleaned = [route.method].flat().includes('DELETE') ? [ignoreTypeOfNothing] : [];
      if (WITH_BODY.has(marks.admission?.method))
        route.preParsing = [route.preParsing ?? [], requireUncoded].flat();
      route.onRequest = [mark, route.onRequest ?? [], ...cleaned, ...first, ...guarded].flat();
      // Before others', which may make a compressed stream of the text, or nothing for HEAD.
      const after = chain === undefined ? [] : [chain.after];
      const last = marks.sendsPages === true ? [sendBytes] : [];
      const head = route.method === 'HEAD' ? [leaveUnmeasured] : [];
      route.onSend = [after, route.onSend ?? [], last, head].flat();
    });
  }

  private note({ method, url }: RouteOptions, { owner }: RouteMarks): void {
    if (typeof owner !== 'function') return;
    const isCollection = !url.endsWith('/:id');
    if (method === (isCollection ? 'POST' : 'GET')) this.resources.add(owner, url);
    if (isCollection && [method].flat().includes('GET')) this.resources.addCollection(owner, url);
  }
}

/** Many clients send a content type with every DELETE; without a body Fastify would call it broken. */
const ignoreTypeOfNothing: onRequestHookHandler = ({ method, raw: { headers } }, _reply, done) => {
  const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
  if (method === 'DELETE' && isEmpty) delete headers['content-type'];
  done();
};
