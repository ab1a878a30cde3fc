import type { Provider } from '@nestjs/common';
import { ApplicationConfig, ModuleRef } from '@nestjs/core';

import { declarationOf, type EndpointClass } from './declare/endpoint.decorator.js';
import type { RestEndpoint } from './declare/rest-endpoint.js';
import { LightApiEngine } from './light-api.engine.js';
import { LIGHT_API_ENDPOINTS } from './light-api.tokens.js';
import { BackgroundRunner } from './respond/background.runner.js';
import { createEndpointController } from './route/endpoint-controller.factory.js';
import { EndpointHandler } from './route/endpoint.handler.js';
import { HookOperations } from './route/hook-operations.js';
import { hasInterceptors } from './route/nest-metadata.js';
import { EndpointHooks } from './service/endpoint-hooks.js';
import { EndpointService } from './service/endpoint.service.js';
import { getEndpointToken } from './service/inject-endpoint.decorator.js';

/** What a module of ours provides for its endpoints: the class itself, its service, its handler. */
export function endpointProviders(endpoints: readonly EndpointClass[]): Provider[] {
  return [
    { provide: LIGHT_API_ENDPOINTS, useValue: endpoints },
    ...endpoints.flatMap((endpoint) => [
      endpoint,
      serviceProvider(endpoint),
      handlerProvider(endpoint),
    ]),
  ];
}

/** The generated controllers. */
export function endpointControllers(endpoints: readonly EndpointClass[]) {
  return endpoints.map(controllerOf);
}

function serviceProvider(endpoint: EndpointClass): Provider {
  return {
    provide: getEndpointToken(endpoint),
    inject: [LightApiEngine, ModuleRef],
    useFactory: (engine: LightApiEngine, module: ModuleRef) => {
      const { operations, hydrator } = engine.runtimeOf(endpoint);
      return new EndpointService({ operations, hydrator, hooks: hooksOf(endpoint, module) });
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
    useFactory: (...[engine, module, instance, service, background, config]: Injected) =>
      new EndpointHandler({
        runtime: engine.runtimeOf(endpoint),
        endpoint: instance,
        hooks: hooksOf(endpoint, module),
        operations: new HookOperations(service, () => engine.forkEntityManager()),
        background,
        interceptors: () => intercepted(endpoint, config),
      }),
  };
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
