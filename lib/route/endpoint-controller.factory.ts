import {
  applyDecorators,
  Controller,
  Inject,
  RequestMethod,
  type Type,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';

import { CacheInterceptor } from '../cache/cache.interceptor.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { registeredMethods } from '../declare/method-options.js';
import { AdmissionGuard } from '../guard/admission.guard.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { isOverridden } from '../service/endpoint-hooks.js';
import type { EndpointHandler } from './endpoint.handler.js';
import {
  ENDPOINT_ROUTES,
  type EndpointRoute,
  methodsAt,
  type RoutePath,
} from './endpoint-routes.js';
import { markOperation, operationMark } from './document-marks.js';
import { copyDecorators, prependFilter, prependGuard } from './nest-metadata.js';
import { addRefusals, refuse } from './refusals.js';
import { addHandler, type HandlerArguments } from './route-handler.js';

/** What makes a controller. */
export interface EndpointControllerParts {
  readonly endpoint: EndpointClass;
  readonly route: string;
  readonly options: EndpointOptions;
  /** The token of the endpoint's {@link EndpointHandler}. */
  readonly handler: symbol;
}

/**
 * The controller of one endpoint: a route for each of its verbs, and one that answers 405 for all
 * others, as Fastify would say 404. HEAD is Fastify's, which adds it to every GET.
 */
export function createEndpointController(parts: EndpointControllerParts): Type<unknown> {
  const { endpoint, options, handler } = parts;
  const controller = controllerClass(`${endpoint.name}Controller`);
  Inject(handler)(controller, undefined, 0);
  const methods = registeredMethods(options);
  for (const route of ENDPOINT_ROUTES)
    if (methods.includes(route.method)) addOperation(controller, route, parts);
  for (const path of ['', ':id'] as const)
    addRefusals(controller, path, methodsAt(path, methods), {
      marks: { owner: endpoint },
      served: servedAt(path),
    });
  copyDecorators(endpoint, controller);
  applyDecorators(...classDecorators(parts))(controller);
  prependGuard(AdmissionGuard, controller);
  prependFilter(LightApiErrorFilter, controller);
  return controller;
}

function controllerClass(name: string): Type<{ readonly handler: EndpointHandler }> {
  const named = {
    [name]: class {
      constructor(readonly handler: EndpointHandler) {}
    },
  };
  return named[name] as Type<{ readonly handler: EndpointHandler }>;
}

/** Which verbs there really are, the controller's handler knows when the database has been read. */
function servedAt(path: RoutePath) {
  return (controller: object) => (controller as { handler: EndpointHandler }).handler.served[path];
}

function classDecorators({ route, options }: EndpointControllerParts): ClassDecorator[] {
  const { guards = [], interceptors = [], pipes = [] } = options;
  return [
    Controller(route),
    UseGuards(...guards),
    UseInterceptors(...interceptors),
    UsePipes(...pipes),
  ];
}

function addOperation(
  controller: Type<unknown>,
  route: EndpointRoute,
  { endpoint, options, route: base }: EndpointControllerParts,
): void {
  const { name } = route;
  const handle = function (this: { handler: EndpointHandler }, ...args: HandlerArguments) {
    const { handler } = this;
    const served = handler.served[route.path];
    return served.includes(route.method) ? handler[name](...args) : refuse(served);
  };
  addHandler(controller, {
    name,
    handle,
    method: RequestMethod[route.method],
    path: route.path,
    status: route.status,
    operation: operationMark(base, name),
    marks: {
      admission: { of: endpoint, method: route.method },
      owner: endpoint,
      sendsPages: name === 'list',
    },
  });
  // First, so that those of hooks are around it.
  if (options.cache !== undefined && route.method === 'GET')
    UseInterceptors(CacheInterceptor)(controller.prototype as object, name, { value: handle });
  const own = endpoint.prototype as Record<string, unknown>;
  for (const hook of route.hooks)
    if (typeof own[hook] === 'function' && isOverridden(endpoint, hook))
      copyDecorators(own[hook], handle);
  // Last, as hooks may have extensions of their own.
  markOperation(handle, operationMark(base, name));
}
