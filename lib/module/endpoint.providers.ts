import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { declarationOf, type EndpointClass } from '../declare/endpoint.decorator.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { isFilterBackend } from '../model/filtering.check.js';
import { LIGHT_API_ENDPOINTS } from '../options/light-api.tokens.js';
import { injectedBackends } from '../query/filter-backends.js';
import { EndpointService } from '../service/endpoint.service.js';
import { getEndpointToken } from '../service/inject-endpoint.decorator.js';
import { hooksOf, readerOf } from './endpoint-late-parts.js';
import { controllerOf } from './endpoint.tokens.js';
import { handlerProvider } from './handler.provider.js';
import { middlewareProviders } from './middleware.providers.js';

/** What a module of ours provides for its endpoints: the class itself, its service, its handler. */
export function endpointProviders(endpoints: readonly EndpointClass[]): Provider[] {
  return [
    { provide: LIGHT_API_ENDPOINTS, useValue: endpoints },
    ...endpoints.flatMap((endpoint) => [
      endpoint,
      ...backendProviders(endpoint),
      serviceProvider(endpoint),
      handlerProvider(endpoint),
      ...middlewareProviders(endpoint),
    ]),
  ];
}

/** The generated controllers. */
export function endpointControllers(endpoints: readonly EndpointClass[]) {
  return endpoints.map(controllerOf);
}

/** The filter backends of an application's own: Nest makes them, with what they inject. */
function backendProviders(endpoint: EndpointClass): Provider[] {
  const { backends } = declarationOf(endpoint)?.options.filtering ?? {};
  // What is no backend is told by the engine, in words that Nest has not.
  const classes = Array.isArray(backends) ? backends.filter(isFilterBackend) : [];
  return [...injectedBackends(classes)];
}

function serviceProvider(endpoint: EndpointClass): Provider {
  return {
    provide: getEndpointToken(endpoint),
    inject: [LightApiEngine, ModuleRef],
    useFactory: (engine: LightApiEngine, module: ModuleRef) => {
      const { operations, hydrator, keys } = engine.runtimeOf(endpoint);
      const hooks = hooksOf(endpoint, module);
      const lent = readerOf(endpoint, engine, module);
      return new EndpointService({
        ...{ operations, hydrator, hooks, keys },
        get reader() {
          return lent.reader;
        },
      });
    },
  };
}
