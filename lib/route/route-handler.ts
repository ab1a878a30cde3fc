import { HttpCode, Req, RequestMapping, type RequestMethod, Res, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { hideFromDocuments, markOperation } from './document-marks.js';
import { LIGHT_API_ROUTE, type RouteMarks } from '../guard/route-marks.js';

export type HandlerArguments = [LightApiRequest, FastifyReply];

/** A route of a generated controller. */
export interface RouteHandler {
  /** The controller's method. */
  readonly name: string;
  readonly handle: (...args: HandlerArguments) => unknown;
  readonly method: RequestMethod;
  readonly path: string;
  /** The status without `@HttpCode`. @default Nest's */
  readonly status?: number;
  readonly marks?: RouteMarks;
  /** How documents of the API find it. @default they don't */
  readonly operation?: string;
}

/** Adds a method to a controller, decorated as by hand. */
export function addHandler(controller: Type<unknown>, handler: RouteHandler): void {
  const { name, handle, method, path, status, marks = {} } = handler;
  const prototype = controller.prototype as object;
  // As of a method: throttlers and logs tell handlers of a class apart by their names.
  Object.defineProperty(handle, 'name', { value: name, configurable: true });
  Object.defineProperty(prototype, name, { value: handle, configurable: true, writable: true });
  Reflect.defineMetadata('design:paramtypes', [Object, Object], prototype, name);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
  RequestMapping({ path, method })(prototype, name, descriptor);
  RouteConfig({ [LIGHT_API_ROUTE]: marks })(prototype, name, descriptor);
  if (status !== undefined) HttpCode(status)(prototype, name, descriptor);
  if (handler.operation === undefined) hideFromDocuments(handle);
  else markOperation(handle, handler.operation);
}
