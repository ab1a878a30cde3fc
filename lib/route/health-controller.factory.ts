import {
  applyDecorators,
  Inject,
  Optional,
  RequestMethod,
  type Type,
  UseFilters,
} from '@nestjs/common';

import { NotReadyError } from '../error/not-ready.error.js';
import { Public } from '../guard/public.decorator.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { ReadinessChecks } from '../health/readiness-checks.js';
import { operationMark } from './document-marks.js';
import { UnversionedController } from './nest-metadata.js';
import { addRefusals } from './refusals.js';
import { addHandler } from './route-handler.js';
import { skipThrottlers, THROTTLER_OPTIONS, type ThrottlerOptions } from './unthrottled.js';

/** In the place of an endpoint's route. */
export const HEALTH_MARK = 'health';

const HEALTHY = { status: 'ok' };

/** What each path answers. */
const ANSWERS: Readonly<Record<string, (checks: ReadinessChecks) => unknown>> = {
  healthz: () => HEALTHY,
  readyz: async (checks) => {
    const { isReady, down } = await checks.ask();
    if (!isReady) throw new NotReadyError(down);
    return { ...HEALTHY, ...Object.fromEntries(down.map((name) => [name, 'down'])) };
  },
};

/** The paths of health, apart from those that endpoints have taken. */
export function healthRoutes(taken: readonly (string | undefined)[]): string[] {
  return Object.keys(ANSWERS)
    .map((path) => `/${path}`)
    .filter((route) => !taken.includes(route));
}

/**
 * `GET /healthz`: the process answers. `GET /readyz`: so does what it can't be without; 503 where
 * not. What it can be without is named where it is down.
 *
 * @param taken - routes of endpoints, which win
 */
export function createHealthController(taken: readonly (string | undefined)[]): Type<unknown> {
  const controller = class HealthController {
    constructor(
      readonly checks: ReadinessChecks,
      throttling?: ThrottlerOptions,
    ) {
      if (throttling) skipThrottlers(controller, throttling);
    }
  };
  Inject(ReadinessChecks)(controller, undefined, 0);
  Optional()(controller, undefined, 1);
  Inject(THROTTLER_OPTIONS)(controller, undefined, 1);
  for (const [path, answer] of Object.entries(ANSWERS))
    if (!taken.includes(`/${path}`)) addRoute(controller, path, answer);
  applyDecorators(UnversionedController(), UseFilters(LightApiErrorFilter), Public())(controller);
  return controller;
}

function addRoute(
  controller: Type<unknown>,
  path: string,
  answer: (checks: ReadinessChecks) => unknown,
): void {
  addHandler(controller, {
    name: path,
    handle() {
      return answer((this as unknown as { readonly checks: ReadinessChecks }).checks);
    },
    method: RequestMethod.GET,
    path,
    status: 200,
    operation: operationMark(HEALTH_MARK, path),
  });
  addRefusals(controller, path, ['GET']);
}
