import {
  applyDecorators,
  Controller,
  HttpCode,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import {
  type EndpointOptions,
  HTTP_METHODS,
  type HttpMethod,
} from '../declare/endpoint-options.interface.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { MethodNotAllowedError } from '../error/method-not-allowed.error.js';
import { NotFoundError } from '../error/not-found.error.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { isOverridden } from '../service/endpoint-hooks.js';
import type { EndpointHandler } from './endpoint.handler.js';
import {
  allowHeader,
  ENDPOINT_ROUTES,
  type EndpointRoute,
  methodsAt,
  type RoutePath,
} from './endpoint-routes.js';
import { copyDecorators } from './nest-metadata.js';

/** Marks our routes for the hook that gives them an error handler of their own. */
export const LIGHT_API_ROUTE = 'lightApi';

/** What makes a controller. */
export interface EndpointControllerParts {
  readonly endpoint: EndpointClass;
  readonly route: string;
  readonly options: EndpointOptions;
  /** The token of the endpoint's {@link EndpointHandler}. */
  readonly handler: symbol;
}

/**
 * The controller of one endpoint: a route for each of its verbs, and one that answers 405 for each
 * other, as Fastify would say 404. HEAD is Fastify's, which adds it to every GET.
 */
export function createEndpointController(parts: EndpointControllerParts): Type<unknown> {
  const { endpoint, options, handler } = parts;
  const controller = controllerClass(`${endpoint.name}Controller`);
  Inject(handler)(controller, undefined, 0);
  const methods = HTTP_METHODS.filter((m) => (options.methods ?? HTTP_METHODS).includes(m));
  for (const route of ENDPOINT_ROUTES)
    if (methods.includes(route.method)) addOperation(controller, route, endpoint);
  for (const path of ['', ':id'] as const) addRefusals(controller, path, methods);
  copyDecorators(endpoint, controller);
  applyDecorators(...classDecorators(parts))(controller);
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

function classDecorators({ route, options }: EndpointControllerParts): ClassDecorator[] {
  const { guards = [], interceptors = [], pipes = [] } = options;
  return [
    Controller(route),
    UseFilters(LightApiErrorFilter),
    UseGuards(...guards),
    UseInterceptors(...interceptors),
    UsePipes(...pipes),
  ];
}

function addOperation(controller: Type<unknown>, route: EndpointRoute, endpoint: EndpointClass) {
  const { name } = route;
  const handle = function (this: { handler: EndpointHandler }, ...args: HandlerArguments) {
    return this.handler[name](...args);
  };
  addHandler(controller, { name, handle, method: RequestMethod[route.method], path: route.path });
  HttpCode(route.status)(controller.prototype as object, name, descriptorOf(controller, name));
  const own = endpoint.prototype as Record<string, unknown>;
  for (const hook of route.hooks)
    if (typeof own[hook] === 'function' && isOverridden(endpoint, hook))
      copyDecorators(own[hook], handle);
}

/** 405 for the verbs that the path does not have, 404 where it has none at all, and OPTIONS. */
function addRefusals(
  controller: Type<unknown>,
  path: RoutePath,
  registered: readonly HttpMethod[],
): void {
  const methods = methodsAt(path, registered);
  const allow = allowHeader(methods);
  const refuse = () => {
    throw methods.length === 0 ? new NotFoundError() : new MethodNotAllowedError(methods, allow);
  };
  for (const method of HTTP_METHODS.filter((candidate) => !methods.includes(candidate)))
    addHandler(controller, {
      name: `refuse${method}${path}`,
      handle: () => refuse(),
      method: RequestMethod[method],
      path,
    });
  const handle = (_request: LightApiRequest, reply: FastifyReply) =>
    methods.length === 0 ? refuse() : void reply.header('allow', allow);
  const name = `options${path}`;
  addHandler(controller, { name, handle, method: RequestMethod.OPTIONS, path });
  HttpCode(204)(controller.prototype as object, name, descriptorOf(controller, name));
}

type HandlerArguments = [LightApiRequest, FastifyReply];

interface RouteHandler {
  readonly name: string;
  readonly handle: (...args: HandlerArguments) => unknown;
  readonly method: RequestMethod;
  readonly path: string;
}

function addHandler(controller: Type<unknown>, { name, handle, method, path }: RouteHandler): void {
  const prototype = controller.prototype as object;
  Object.defineProperty(prototype, name, { value: handle, configurable: true, writable: true });
  Reflect.defineMetadata('design:paramtypes', [Object, Object], prototype, name);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  const descriptor = descriptorOf(controller, name);
  RequestMapping({ path, method })(prototype, name, descriptor);
  RouteConfig({ [LIGHT_API_ROUTE]: true })(prototype, name, descriptor);
}

function descriptorOf(controller: Type<unknown>, name: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(controller.prototype, name) ?? {};
}
