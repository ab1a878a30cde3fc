import type { Provider, Type } from '@nestjs/common';
import { ApplicationConfig, ModuleRef } from '@nestjs/core';

import { declarationOf, type EndpointClass } from './declare/endpoint.decorator.js';
import type { FilterBackend } from './declare/filter-backend.interface.js';
import type { RestEndpoint } from './declare/rest-endpoint.js';
import { LightApiEngine } from './light-api.engine.js';
import { LIGHT_API_ENDPOINTS } from './light-api.tokens.js';
import { isFilterBackend } from './model/filtering.check.js';
import { createFilterBackends, injectedBackends } from './query/filter-backends.js';
import { BackgroundRunner } from './respond/background.runner.js';
import { CollectionResponder } from './route/collection.responder.js';
import { createEndpointController } from './route/endpoint-controller.factory.js';
import { EndpointHandler } from './route/endpoint.handler.js';
import { HookOperations } from './route/hook-operations.js';
import { hasInterceptors } from './route/nest-metadata.js';
import { CollectionReader } from './service/collection.reader.js';
import { EndpointHooks } from './service/endpoint-hooks.js';
import { EndpointService } from './service/endpoint.service.js';
import { getEndpointToken } from './service/inject-endpoint.decorator.js';

/** What a module of ours provides for its endpoints: the class itself, its service, its handler. */
export function endpointProviders(endpoints: readonly EndpointClass[]): Provider[] {
  return [
    { provide: LIGHT_API_ENDPOINTS, useValue: endpoints },
    ...endpoints.flatMap((endpoint) => [
      endpoint,
      ...backendProviders(endpoint),
      serviceProvider(endpoint),
      handlerProvider(endpoint),
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
  return [...injectedBackends(classes)] as Type<FilterBackend>[];
}

function serviceProvider(endpoint: EndpointClass): Provider {
  return {
    provide: getEndpointToken(endpoint),
    inject: [LightApiEngine, ModuleRef],
    useFactory: (engine: LightApiEngine, module: ModuleRef) => {
      const { operations, hydrator } = engine.runtimeOf(endpoint);
      const hooks = hooksOf(endpoint, module);
      const reader = readerOf(endpoint, engine, module);
      return new EndpointService({ operations, hydrator, hooks, reader });
    },
  };
}

type Injected = [
  LightApiEngine,
  ModuleRef,
  RestEndpoint,
  EndpointService,
  BackgroundRunner,
  ApplicationConfig,
];

function handlerProvider(endpoint: EndpointClass): Provider {
  return {
    provide: handlerTokenOf(endpoint),
    inject: [
      LightApiEngine,
      ModuleRef,
      endpoint,
      getEndpointToken(endpoint),
      BackgroundRunner,
      ApplicationConfig,
    ],
    useFactory: (...[engine, module, instance, service, background, config]: Injected) => {
      const runtime = engine.runtimeOf(endpoint);
      const hooks = hooksOf(endpoint, module);
      const { publicUrl } = engine.options;
      const reader = readerOf(endpoint, engine, module);
      const collection = new CollectionResponder({ reader, hooks, publicUrl });
      const operations = new HookOperations({
        service,
        collection,
        hydrator: runtime.hydrator,
        forkEntityManager: () => engine.forkEntityManager(),
      });
      return new EndpointHandler({
        runtime,
        endpoint: instance,
        hooks,
        operations,
        collection,
        background,
        interceptors: () => intercepted(endpoint, config),
      });
    },
  };
}

function readerOf(
  endpoint: EndpointClass,
  engine: LightApiEngine,
  module: ModuleRef,
): CollectionReader {
  const { model, collection } = engine.runtimeOf(endpoint);
  let backends: readonly FilterBackend[] | undefined;
  return new CollectionReader({
    ...collection,
    backends: () =>
      (backends ??= createFilterBackends(model.filtering, collection, (backend) =>
        module.get(backend, { strict: false }),
      )),
  });
}

/** Asked at the first request, when the application has bound all it binds. */
function intercepted(endpoint: EndpointClass, config: ApplicationConfig): boolean {
  const global = [...config.getGlobalInterceptors(), ...config.getGlobalRequestInterceptors()];
  return global.length > 0 || hasInterceptors(controllerOf(endpoint));
}

function hooksOf(endpoint: EndpointClass, module: ModuleRef): EndpointHooks {
  return new EndpointHooks(endpoint, () => module.get(endpoint, { strict: false }));
}

/** What is made of a class once, however many applications serve it. */
const handlerTokens = new WeakMap<EndpointClass, symbol>();
const controllers = new WeakMap<EndpointClass, ReturnType<typeof createEndpointController>>();

function handlerTokenOf(endpoint: EndpointClass): symbol {
  const known = handlerTokens.get(endpoint);
  if (known) return known;
  const token = Symbol(`EndpointHandler<${endpoint.name}>`);
  handlerTokens.set(endpoint, token);
  return token;
}

function controllerOf(endpoint: EndpointClass) {
  const known = controllers.get(endpoint);
  if (known) return known;
  const { route = '', options = {} } = declarationOf(endpoint) ?? {};
  const handler = handlerTokenOf(endpoint);
  const made = createEndpointController({ endpoint, route, options, handler });
  controllers.set(endpoint, made);
  return made;
}
