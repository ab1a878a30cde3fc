import type { Provider } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';

import { CachedEndpoints } from '../cache/cached-endpoints.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { Admissions } from '../guard/admissions.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import { Throttles } from '../guard/throttles.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { LIGHT_API_OPTIONS } from '../options/light-api.tokens.js';
import { BackgroundRunner } from '../respond/background.runner.js';
import { ResourceRoutes } from '../respond/resource-routes.js';

/** What all endpoints have from Nest: injected together, as each injection into each would cost. */
export interface EndpointSurroundings {
  readonly engine: LightApiEngine;
  readonly options: LightApiOptions;
  readonly throttles: Throttles;
  readonly instances: InjectedInstances;
  readonly admissions: Admissions;
  readonly background: BackgroundRunner;
  readonly config: ApplicationConfig;
  readonly cached: CachedEndpoints;
  readonly resources: ResourceRoutes;
}

/** The token of {@link EndpointSurroundings}. */
export const ENDPOINT_SURROUNDINGS = Symbol('ENDPOINT_SURROUNDINGS');

const TOKENS = {
  engine: LightApiEngine,
  options: LIGHT_API_OPTIONS,
  throttles: Throttles,
  instances: InjectedInstances,
  admissions: Admissions,
  background: BackgroundRunner,
  config: ApplicationConfig,
  cached: CachedEndpoints,
  resources: ResourceRoutes,
} as const satisfies Record<keyof EndpointSurroundings, unknown>;

/** Of the root module. */
export const surroundingsProvider: Provider = {
  provide: ENDPOINT_SURROUNDINGS,
  inject: Object.values(TOKENS),
  useFactory: (...injected: unknown[]) =>
    Object.fromEntries(Object.keys(TOKENS).map((name, at) => [name, injected[at]])),
};
