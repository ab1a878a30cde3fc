import {
  applyDecorators,
  Controller,
  Inject,
  type InjectionToken,
  RequestMethod,
  type Type,
  UseFilters,
} from '@nestjs/common';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { Public } from '../guard/public.decorator.js';
import { LightApiErrorFilter } from '../respond/error.filter.js';
import { addRefusals } from './refusals.js';
import { addHandler } from './route-handler.js';

/** What the routes of health ask. */
export interface Health {
  /** Whether the database answers, within a bounded time. */
  isReady(): Promise<boolean>;
}

const HEALTHY = { status: 'ok' };

/** What each path answers. */
const ANSWERS: Readonly<Record<string, (health: Health) => unknown>> = {
  healthz: () => HEALTHY,
  readyz: async (health) => {
    if (!(await health.isReady())) throw new DatabaseUnavailableError();
    return HEALTHY;
  },
};

/**
 * `GET /healthz`: the process answers. `GET /readyz`: so does its database; 503 where not.
 *
 * @param health - the token of a {@link Health}
 * @param taken - routes of endpoints, which win
 */
export function createHealthController(
  health: InjectionToken<Health>,
  taken: readonly (string | undefined)[],
): Type<unknown> {
  const controller = class HealthController {
    constructor(readonly health: Health) {}
  };
  Inject(health)(controller, undefined, 0);
  for (const [path, answer] of Object.entries(ANSWERS))
    if (!taken.includes(`/${path}`)) addRoute(controller, path, answer);
  applyDecorators(Controller(), UseFilters(LightApiErrorFilter), Public())(controller);
  return controller;
}

function addRoute(
  controller: Type<unknown>,
  path: string,
  answer: (health: Health) => unknown,
): void {
  addHandler(controller, {
    name: path,
    handle() {
      return answer((this as unknown as { readonly health: Health }).health);
    },
    method: RequestMethod.GET,
    path,
    status: 200,
  });
  addRefusals(controller, path, ['GET']);
}
