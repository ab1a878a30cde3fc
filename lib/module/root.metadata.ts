import type { DynamicModule, Provider, Type } from '@nestjs/common';

import { CachedEndpoints } from '../cache/cached-endpoints.js';
import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { Middlewares } from '../middleware/middlewares.js';
import { createOpenApiController, openApiRoutes } from '../openapi/openapi-controller.factory.js';
import { openApiProblems } from '../openapi/openapi-options.check.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import { LIGHT_API_OPTIONS } from '../options/light-api.tokens.js';
import type { LightApiFeatureOptions } from '../options/module-options.interface.js';
import { BackgroundRunner } from '../respond/background.runner.js';
import { ResourceRoutes } from '../respond/resource-routes.js';
import { createHealthController, healthRoutes } from '../route/health-controller.factory.js';
import { createLoginController } from '../route/login-controller.factory.js';
import { RouteSurroundings } from '../route/route-surroundings.js';
import { ServerHooks } from '../server/server.hooks.js';
import { getEndpointToken } from '../service/inject-endpoint.decorator.js';
import { Transactions } from '../service/transactions.js';
import { findOpenTelemetry, OPEN_TELEMETRY } from '../telemetry/open-telemetry.js';
import type { EarlyOptions } from './early-options.check.js';
import { ENDPOINT_SURROUNDINGS, surroundingsProvider } from './endpoint-surroundings.js';
import { endpointControllers, endpointProviders } from './endpoint.providers.js';
import { guardProviders, loginProviders, SHARED_GUARDS } from './guard.providers.js';
import { HEALTH, healthProviders } from './health.providers.js';
import { openApiProviders } from './openapi.providers.js';
import {
  backgroundProvider,
  engineProvider,
  optionsProvider,
  transactionsProvider,
} from './root.providers.js';

/** What is known of the root module when it is made. */
export interface RootParts extends LightApiFeatureOptions, Omit<EarlyOptions, 'ownRoutes'> {}

/** What the root module provides, serves and lends to the modules of features. */
export function rootMetadata(
  endpoints: readonly EndpointClass[],
  parts: RootParts,
): Omit<DynamicModule, 'module'> {
  return {
    global: true,
    ...(parts.imports && { imports: parts.imports }),
    providers: rootProviders(endpoints, parts),
    controllers: [...endpointControllers(endpoints), ...ownControllers(endpoints, parts)],
    exports: [...SHARED, ...endpoints.map(getEndpointToken)],
  };
}

/** What the endpoints of features use too, and what applications inject. */
const SHARED = [
  LIGHT_API_OPTIONS,
  LightApiEngine,
  BackgroundRunner,
  CachedEndpoints,
  Transactions,
  ENDPOINT_SURROUNDINGS,
  ...SHARED_GUARDS,
  Middlewares,
  ...HEALTH,
];

function rootProviders(endpoints: readonly EndpointClass[], parts: RootParts): Provider[] {
  const { openapi } = parts;
  return [
    ...(parts.providers ?? []),
    optionsProvider,
    backgroundProvider,
    CachedEndpoints,
    engineProvider({ ...parts, ownRoutes: ownRoutes(endpoints, parts) }),
    transactionsProvider,
    ResourceRoutes,
    surroundingsProvider,
    ...guardProviders(),
    Middlewares,
    ...healthProviders(),
    ...(openapi === false ? [] : openApiProviders(openApiOptions(openapi))),
    { provide: OPEN_TELEMETRY, useFactory: findOpenTelemetry },
    RouteSurroundings,
    ServerHooks,
    ...(parts.authPath === undefined ? [] : loginProviders()),
    ...endpointProviders(endpoints),
  ];
}

/** Routes beside those of the endpoints, which they leave alone. */
function ownControllers(
  endpoints: readonly EndpointClass[],
  { authPath, health, openapi }: RootParts,
): Type[] {
  const taken = endpoints.map(routeOf);
  return [
    ...(authPath === undefined ? [] : [createLoginController(authPath)]),
    ...(health ? [createHealthController(taken)] : []),
    ...(openapi === false ? [] : [createOpenApiController(openApiOptions(openapi), taken)]),
  ];
}

/** What endpoints of features may not have, by the option that asks for it. */
function ownRoutes(
  endpoints: readonly EndpointClass[],
  { health, openapi }: RootParts,
): EarlyOptions['ownRoutes'] {
  const taken = endpoints.map(routeOf);
  return {
    health: health ? healthRoutes(taken) : [],
    openapi: openapi === false ? [] : openApiRoutes(openApiOptions(openapi), taken),
  };
}

/** What is no option is told when the engine starts. */
function openApiOptions(openapi: OpenApiOptions | boolean): OpenApiOptions {
  return openApiProblems(openapi).length > 0 || openapi === true ? {} : (openapi as OpenApiOptions);
}

function routeOf(endpoint: EndpointClass): string | undefined {
  return declarationOf(endpoint)?.route;
}
