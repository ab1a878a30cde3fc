import type { Provider, Type } from '@nestjs/common';
import { ApplicationConfig, ModuleRef } from '@nestjs/core';

import { declarationOf, type EndpointClass } from './declare/endpoint.decorator.js';
import type { FilterBackend } from './declare/filter-backend.interface.js';
import type { LightApiRequest } from './declare/light-api-request.interface.js';
import type { RestEndpoint } from './declare/rest-endpoint.js';
import { Admissions } from './guard/admissions.js';
import { EndpointAdmission } from './guard/endpoint-admission.js';
import { InjectedInstances } from './guard/injected-instances.js';
import { Throttles } from './guard/throttles.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import { LightApiEngine } from './light-api.engine.js';
import { LIGHT_API_ENDPOINTS, LIGHT_API_OPTIONS } from './light-api.tokens.js';
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
import type { RowHydrator } from './service/row.hydrator.js';
import type { RowJudge } from './service/row-operations.js';

/** What a module of ours provides for its endpoints: the class itself, its service, its handler. */
export function endpointProviders(endpoints: readonly EndpointClass[]): Provider[] {
  return [
    { provide: LIGHT_API_ENDPOINTS, useValue: endpoints },
    ...endpoints.flatMap((endpoint) => [
      endpoint,
      ...backendProviders(endpoint),
      serviceProvider(endpoint),
      admissionProvider(endpoint),
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
  return [...injectedBackends(Array.isArray(backends) ? backends : [])] as Type<FilterBackend>[];
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

type AdmissionInjected = [
  LightApiEngine,
  ModuleRef,
  LightApiOptions,
  Throttles,
  InjectedInstances,
  Admissions,
];

function admissionProvider(endpoint: EndpointClass): Provider {
  return {
    provide: tokensOf(endpoint).admission,
    inject: [
      LightApiEngine,
      ModuleRef,
      LIGHT_API_OPTIONS,
      Throttles,
      InjectedInstances,
      Admissions,
    ],
    useFactory: async (...injected: AdmissionInjected) => {
      const [engine, module, options, throttles, instances, admissions] = injected;
      const { access, throttle: own, route } = engine.runtimeOf(endpoint).model;
      const limits = own ?? options.throttle;
      const throttle = await throttles.of(own === undefined ? 'all' : route, limits);
      const admission = new EndpointAdmission({ endpoint, access, throttle, module, instances });
      admissions.add(endpoint, admission);
      return admission;
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
  EndpointAdmission,
];

function handlerProvider(endpoint: EndpointClass): Provider {
  return {
    provide: tokensOf(endpoint).handler,
    inject: [
      LightApiEngine,
      ModuleRef,
      endpoint,
      getEndpointToken(endpoint),
      BackgroundRunner,
      ApplicationConfig,
      tokensOf(endpoint).admission,
    ],
    useFactory: (...injected: Injected) => {
      const [engine, module, instance, service, background, config, admission] = injected;
      const runtime = engine.runtimeOf(endpoint);
      const hooks = hooksOf(endpoint, module);
      const judgeOf = rowJudges(admission, runtime.hydrator);
      const { publicUrl } = engine.options;
      const reader = readerOf(endpoint, engine, module);
      const collection = new CollectionResponder({ reader, hooks, publicUrl });
      const operations = new HookOperations({
        service,
        collection,
        hydrator: runtime.hydrator,
        judgeOf,
        forkEntityManager: () => engine.forkEntityManager(),
      });
      return new EndpointHandler({
        runtime,
        endpoint: instance,
        hooks,
        operations,
        collection,
        background,
        judgeOf,
        interceptors: () => intercepted(endpoint, config),
      });
    },
  };
}

/** Permissions see resources, as programs do. */
function rowJudges(admission: EndpointAdmission, hydrator: RowHydrator) {
  return (request: LightApiRequest): RowJudge | undefined => {
    const judge = admission.judge(request);
    return judge && ((row) => judge(hydrator.resource(row)));
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
const tokens = new WeakMap<EndpointClass, EndpointTokens>();
const controllers = new WeakMap<EndpointClass, RoutedController>();

interface RoutedController {
  readonly route: string;
  readonly controller: ReturnType<typeof createEndpointController>;
}

/** What is provided for one endpoint, and for nobody else to inject. */
interface EndpointTokens {
  readonly handler: symbol;
  readonly admission: symbol;
}

function tokensOf(endpoint: EndpointClass): EndpointTokens {
  const known = tokens.get(endpoint);
  if (known) return known;
  const made = {
    handler: Symbol(`EndpointHandler<${endpoint.name}>`),
    admission: Symbol(`EndpointAdmission<${endpoint.name}>`),
  };
  tokens.set(endpoint, made);
  return made;
}

function controllerOf(endpoint: EndpointClass) {
  const { route = '', options = {} } = declarationOf(endpoint) ?? {};
  const known = controllers.get(endpoint);
  // A class that has its route from a file has another when the file says another.
  if (known?.route === route) return known.controller;
  const { handler } = tokensOf(endpoint);
  const controller = createEndpointController({ endpoint, route, options, handler });
  controllers.set(endpoint, { route, controller });
  return controller;
}
