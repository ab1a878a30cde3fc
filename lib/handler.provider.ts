import type { Provider } from '@nestjs/common';
import { ApplicationConfig, ModuleRef } from '@nestjs/core';

import type { EndpointClass } from './declare/endpoint.decorator.js';
import type { LightApiRequest } from './declare/light-api-request.interface.js';
import type { RestEndpoint } from './declare/rest-endpoint.js';
import { hooksOf, readerOf } from './endpoint-late-parts.js';
import { controllerOf, tokensOf } from './endpoint.tokens.js';
import type { EndpointAdmission } from './guard/endpoint-admission.js';
import { LightApiEngine } from './light-api.engine.js';
import { AnswerWriter } from './respond/answer.writer.js';
import { BackgroundRunner } from './respond/background.runner.js';
import { CollectionResponder } from './route/collection.responder.js';
import { EndpointHandler } from './route/endpoint.handler.js';
import { HookOperations } from './route/hook-operations.js';
import { hasInterceptors } from './route/nest-metadata.js';
import type { EndpointService } from './service/endpoint.service.js';
import { getEndpointToken } from './service/inject-endpoint.decorator.js';
import { resourceVersionReader } from './service/resource-versions.js';
import type { RowHydrator } from './service/row.hydrator.js';
import type { RowJudge } from './service/write-expectations.js';

type Injected = [
  LightApiEngine,
  ModuleRef,
  RestEndpoint,
  EndpointService,
  BackgroundRunner,
  ApplicationConfig,
  EndpointAdmission,
];

/** What serves the requests of one endpoint. */
export function handlerProvider(endpoint: EndpointClass): Provider {
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
      const collection = new CollectionResponder({ reader, hooks, fields: admission, publicUrl });
      const operations = new HookOperations({
        service,
        collection,
        hydrator: runtime.hydrator,
        keys: runtime.keys,
        judgeOf,
        fields: admission,
        forkEntityManager: () => engine.forkEntityManager(),
      });
      return new EndpointHandler({
        runtime,
        endpoint: instance,
        hooks,
        operations,
        collection,
        fields: admission,
        background,
        judgeOf,
        answers: new AnswerWriter({
          renderer: runtime.renderer,
          versionOf: (row) => runtime.versions.ofRow(row),
          versionIn: resourceVersionReader(runtime.model),
          publicUrl,
          isPersonal: Object.keys(runtime.model.access).length > 0,
          isPartial: runtime.model.columns.some(({ read }) => read !== undefined),
          interceptors: () => intercepted(endpoint, config),
        }),
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

/** Asked at the first request, when the application has bound all it binds. */
function intercepted(endpoint: EndpointClass, config: ApplicationConfig): boolean {
  const global = [...config.getGlobalInterceptors(), ...config.getGlobalRequestInterceptors()];
  return global.length > 0 || hasInterceptors(controllerOf(endpoint));
}
