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
  for (const method of HTTP_METHODS.filter((candidate) => !methods.includes(candidate)))
    addHandler(controller, {
      name: `refuse${method}${path}`,
      // A function for each route: Nest keeps a route's metadata on it.
      handle: function (this: object) {
        return refuse(served(this));
      },
      method: RequestMethod[method],
      path,
      marks,
    });
  addHandler(controller, {
    name: `options${path}`,
    handle: function (this: object, ...[, reply]: HandlerArguments) {
      const allowed = served(this);
      return allowed.length === 0
        ? refuse(allowed)
        : void reply.header('allow', allowHeader(allowed));
    },
    method: RequestMethod.OPTIONS,
    path,
    status: 204,
    marks,
  });
}

/** @param methods - the verbs that are answered instead */
export function refuse(methods: readonly HttpMethod[]): never {
  throw methods.length === 0
    ? new NotFoundError()
    : new MethodNotAllowedError(methods, allowHeader(methods));
}
