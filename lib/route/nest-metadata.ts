import {
  type CanActivate,
  Controller,
  type ExceptionFilter,
  type Type,
  VERSION_NEUTRAL,
} from '@nestjs/common';

import { LIGHT_API_ROUTE, marksOf } from '../guard/route-marks.js';

/** What describes the thing itself, and would be wrong on another one. */
const OWN = /^(?:design:|self:|optional:|scope:options$|__injectable__$|path$|method$|host$)/;

/** Where Nest keeps the interceptors of a class or method. */
const INTERCEPTORS = '__interceptors__';

/** And the guards. */
const GUARDS = '__guards__';

/** And the exception filters. */
const FILTERS = '__exceptionFilters__';

/** And the status of an answer. */
const STATUS = '__httpCode__';

/** What holds a list: guards of two hooks of one route both hold. */
const LISTS = new Set<unknown>([GUARDS, INTERCEPTORS, '__pipes__', FILTERS, '__headers__']);

/** Where `@RouteConfig` keeps what Fastify is told of a route, our marks among it. */
const ROUTE_CONFIG = '__fastify_route_config__';

/**
 * Of routes beside those of the endpoints: what asks for them (probes, browsers, whoever logs in)
 * knows no version of the application.
 */
export function UnversionedController(path = ''): ClassDecorator {
  return Controller({ path, version: VERSION_NEUTRAL });
}

/**
 * Makes the decorators of a class or method (`@UseGuards`, `@HttpCode`, `@Header`, Swagger's …)
 * take effect on another; those of base classes too, as Nest's own controllers have them.
 */
export function copyDecorators(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as (string | symbol)[])
    if (typeof key === 'symbol' || !OWN.test(key)) {
      const value: unknown = Reflect.getMetadata(key, from);
      Reflect.defineMetadata(key, joined(key, value, Reflect.getOwnMetadata(key, to)), to);
    }
}

/** What `@HttpCode` says of a handler; `undefined` where nobody does. */
export function statusOf(handler: object): number | undefined {
  return Reflect.getMetadata(STATUS, handler) as number | undefined;
}

/** What holds of a decorator's value, and of what is there already. */
function joined(key: string | symbol, value: unknown, known: unknown): unknown {
  if (LISTS.has(key)) return [...(value as unknown[]), ...((known ?? []) as unknown[])];
  if (key !== ROUTE_CONFIG) return value;
  const marks = marksOf(known);
  return {
    ...(known as object | undefined),
    ...(value as object | undefined),
    ...(marks && { [LIGHT_API_ROUTE]: marks }),
  };
}

/**
 * Whether interceptors are bound to a controller, or to a method of it.
 *
 * @param own - one that does not count
 */
export function hasInterceptors(controller: { prototype: object }, own: unknown): boolean {
  const methods = Object.values(Object.getOwnPropertyDescriptors(controller.prototype));
  return [controller, ...methods.map(({ value }) => value as unknown)].some(
    (target) =>
      typeof target === 'function' &&
      ((Reflect.getMetadata(INTERCEPTORS, target) ?? []) as unknown[]).some((one) => one !== own),
  );
}

/** Has a guard asked before all others of a controller, whoever bound them. */
export function prependGuard(guard: Type<CanActivate>, controller: object): void {
  prepend(GUARDS, guard, controller);
}

/** Has an exception filter asked after all others of a controller: Nest asks the last one first. */
export function prependFilter(filter: Type<ExceptionFilter>, controller: object): void {
  prepend(FILTERS, filter, controller);
}

function prepend(key: string, first: unknown, controller: object): void {
  const others = (Reflect.getMetadata(key, controller) ?? []) as unknown[];
  Reflect.defineMetadata(key, [first, ...others], controller);
}
