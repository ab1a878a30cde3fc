import { RequestMethod, type Type } from '@nestjs/common';

import { HTTP_METHODS, type HttpMethod } from '../declare/http-method.js';
import { MethodNotAllowedError } from '../error/method-not-allowed.error.js';
import { NotFoundError } from '../error/not-found.error.js';
import type { RouteMarks } from '../guard/route-marks.js';
import { allowHeader } from './endpoint-routes.js';
import { addHandler, type HandlerArguments } from './route-handler.js';

/** How a path refuses. */
export interface RefusalOptions {
  /** Of the routes that are added. */
  readonly marks?: RouteMarks;
  /** Those of the path's verbs that a controller answers. @default all */
  readonly served?: (controller: object) => readonly HttpMethod[];
}

/**
 * What a path answers besides its verbs: 405 for the others, 404 where it has none at all, and
 * OPTIONS. Fastify itself would say 404.
 *
 * @param methods - the path's verbs, which have routes of their own
 */
export function addRefusals(
  controller: Type<unknown>,
  path: string,
  methods: readonly HttpMethod[],
  { marks = {}, served = () => methods }: RefusalOptions = {},
): void {
  const refused = HTTP_METHODS.filter((candidate) => !methods.includes(candidate));
  // A route of its own, to which Fastify adds HEAD.
  if (refused.includes('GET'))
    addHandler(controller, {
      name: `refuseGET${path}`,
      // A function for each route: Nest keeps a route's metadata on it.
      handle: function (this: object) {
        return refuse(served(this));
      },
      method: RequestMethod.GET,
      path,
      marks,
    });
  addHandler(controller, {
    name: `options${path}`,
    handle: function (this: object, ...[request, reply]: HandlerArguments) {
      const allowed = served(this);
      if (request.method !== 'OPTIONS' || allowed.length === 0) return refuse(allowed);
      void reply.header('allow', allowHeader(allowed));
    },
    method: RequestMethod.OPTIONS,
    path,
    status: 204,
    marks: { ...marks, refused: refused.filter((method) => method !== 'GET') },
  });
}

/** @param methods - the verbs that are answered instead */
export function refuse(methods: readonly HttpMethod[]): never {
  throw methods.length === 0
    ? new NotFoundError()
    : new MethodNotAllowedError(methods, allowHeader(methods));
}
