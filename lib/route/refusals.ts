import { RequestMethod, type Type } from '@nestjs/common';

import { HTTP_METHODS, type HttpMethod } from '../declare/http-method.js';
import { MethodNotAllowedError } from '../error/method-not-allowed.error.js';
import { NotFoundError } from '../error/not-found.error.js';
import type { RouteMarks } from '../guard/route-marks.js';
import { allowHeader } from './endpoint-routes.js';
import { addHandler } from './route-handler.js';

/**
 * What a path answers besides its verbs: 405 for the others, 404 where it has none at all, and
 * OPTIONS. Fastify itself would say 404.
 *
 * @param methods - the path's verbs, which have routes of their own
 * @param marks - of the routes that are added
 */
export function addRefusals(
  controller: Type<unknown>,
  path: string,
  methods: readonly HttpMethod[],
  marks: RouteMarks = {},
): void {
  const allow = allowHeader(methods);
  const refuse = () => {
    throw methods.length === 0 ? new NotFoundError() : new MethodNotAllowedError(methods, allow);
  };
  for (const method of HTTP_METHODS.filter((candidate) => !methods.includes(candidate)))
    addHandler(controller, {
      name: `refuse${method}${path}`,
      // A function for each route: Nest keeps a route's metadata on it.
      handle: () => refuse(),
      method: RequestMethod[method],
      path,
      marks,
    });
  addHandler(controller, {
    name: `options${path}`,
    handle: (_request, reply) =>
      methods.length === 0 ? refuse() : void reply.header('allow', allow),
    method: RequestMethod.OPTIONS,
    path,
    status: 204,
    marks,
  });
}
