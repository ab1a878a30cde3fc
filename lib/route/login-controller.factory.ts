import {
  applyDecorators,
  Inject,
  RequestMethod,
  type Type,
  UseFilters,
  UseGuards,
} from '@nestjs/common';

import { ConfigurationError } from '../error/configuration.error.js';
import { AdmissionGuard } from '../guard/admission.guard.js';
import { hasBasicScheme } from '../guard/authorization-header.js';
import { LOGIN_PATHS } from '../guard/login-paths.js';
import { LoginService } from '../guard/login.service.js';
import { Public } from '../guard/public.decorator.js';
import { LOGIN } from '../guard/route-marks.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { requireJson } from './json-body.js';
import { operationMark } from './document-marks.js';
import { UnversionedController } from './nest-metadata.js';
import { addRefusals } from './refusals.js';
import { addHandler, type HandlerArguments } from './route-handler.js';

/** In the place of an endpoint's route. */
export const LOGIN_MARK = 'login';

const METHOD = 'POST';

/** Bytes; the longest name and password, escaped, take less. */
const BODY_LIMIT = 16_384;

/** As the routes of endpoints. */
const PATH = /^\/[\w.~-]+(?:\/[\w.~-]+)*$/;

interface LoginController {
  readonly service: LoginService;
}

/**
 * The routes at which users log in.
 *
 * @param authPath - where `/login` and `/token` are, e.g. `/auth`
 * @throws {@link ConfigurationError}
 */
export function createLoginController(authPath: string): Type<unknown> {
  if (!PATH.test(authPath))
    throw new ConfigurationError([
      `LightApiModule: 'authPath' is ${JSON.stringify(authPath)}. Write a path of letters, digits, '-', '_', '.' and '~', e.g. '/auth'.`,
    ]);
  const controller = class LoginController {
    constructor(readonly service: LoginService) {}
  };
  Inject(LoginService)(controller, undefined, 0);
  for (const path of LOGIN_PATHS) addRoutes(controller, path);
  applyDecorators(
    UnversionedController(authPath),
    UseFilters(LightApiErrorFilter),
    UseGuards(AdmissionGuard),
    Public(),
  )(controller);
  return controller;
}

function addRoutes(controller: Type<LoginController>, path: string): void {
  addHandler(controller, {
    name: path,
    // A function for each route: Nest keeps a route's metadata on it.
    handle(...args) {
      return login.apply(this as unknown as LoginController, args);
    },
    method: RequestMethod[METHOD],
    path,
    status: 200,
    operation: operationMark(LOGIN_MARK, path),
    marks: { admission: { of: LOGIN, method: METHOD }, owner: LOGIN, bodyLimit: BODY_LIMIT },
  });
  addRefusals(controller, path, [METHOD], { marks: { owner: LOGIN } });
}

function login(this: LoginController, ...[request, reply]: HandlerArguments): Promise<unknown> {
  if (!hasBasicScheme(request)) requireJson(request);
  void reply.header('cache-control', 'no-store');
  return this.service.login(request);
}
