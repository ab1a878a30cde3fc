import type { FastifyRequest } from 'fastify';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';

/** The member of a Fastify route's `config` that marks it as ours. */
export const LIGHT_API_ROUTE = 'lightApi';

/** In the place of an endpoint: the routes at which users log in. */
export const LOGIN = Symbol('lightapi:login');

/** Whose routes they are. */
export type RouteOwner = EndpointClass | typeof LOGIN;

/** Who is asked before a route is served. */
export interface AdmissionMark {
  readonly of: RouteOwner;
  readonly method: HttpMethod;
}

/** What a route of ours says of itself. */
export interface RouteMarks {
  /** Left out where there is nothing to protect: 405 and OPTIONS. */
  readonly admission?: AdmissionMark;
  /** Whose middleware is around it. @default nobody's */
  readonly owner?: RouteOwner;
  /** Other verbs that the same route answers: Nest has one for each, and each costs. */
  readonly refused?: readonly HttpMethod[];
  /** Whether it answers with pages. @default false */
  readonly sendsPages?: boolean;
  /** The most bytes of a body. @default the server's */
  readonly bodyLimit?: number;
}

/** The marks of a route; `undefined` where it is somebody else's. */
export function marksOf(config: unknown): RouteMarks | undefined {
  return (config as Record<string, RouteMarks | undefined> | undefined)?.[LIGHT_API_ROUTE];
}

const MARKS = Symbol('lightapi:marks');

interface MarkedRequest {
  [MARKS]?: RouteMarks | undefined;
}

/** Lets a request know the marks of its route: to ask Fastify for them makes an object each time. */
export function markRequest(request: FastifyRequest, marks: RouteMarks): void {
  (request as MarkedRequest)[MARKS] = marks;
}

/** The marks of the route that serves a request. */
export function requestMarks(request: FastifyRequest): RouteMarks | undefined {
  return (request as MarkedRequest)[MARKS] ?? marksOf(request.routeOptions.config);
}
