import type { Provider } from '@nestjs/common';
import { type ApplicationConfig, ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';

import { modelFingerprint } from '../cache/cache-namespace.js';
import { CacheInterceptor } from '../cache/cache.interceptor.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { paginationFacts } from '../declare/pagination-styles.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointAdmission } from '../guard/endpoint-admission.js';
import { Notes } from '../request/notes.js';
import { AnswerWriter } from '../respond/answer.writer.js';
import type { StoredAnswer } from '../respond/stored-answer.interface.js';
import { CollectionResponder } from '../route/collection.responder.js';
import { EndpointCaching } from '../route/endpoint-caching.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import { EndpointHandler } from '../route/endpoint.handler.js';
import { HookContext } from '../route/hook-context.js';
import { HookOperations } from '../route/hook-operations.js';
import { hasInterceptors } from '../route/nest-metadata.js';
import type { EndpointService } from '../service/endpoint.service.js';
import { getEndpointToken } from '../service/inject-endpoint.decorator.js';
import { resourceVersionReader } from '../service/resource-versions.js';
import type { RowHydrator } from '../service/row.hydrator.js';
import type { RowJudge } from '../service/write-expectations.js';
import type { Row } from '../store/row.interface.js';
import { createAdmission } from './admission.factory.js';
import { hooksOf, readerOf } from './endpoint-late-parts.js';
import { ENDPOINT_SURROUNDINGS, type EndpointSurroundings } from './endpoint-surroundings.js';
import { controllerOf, handlerTokenOf } from './endpoint.tokens.js';

type Injected = [EndpointSurroundings, ModuleRef, RestEndpoint, EndpointService];

/** What serves the requests of one endpoint. */
export function handlerProvider(endpoint: EndpointClass): Provider {
  return {
    provide: handlerTokenOf(endpoint),
    inject: [ENDPOINT_SURROUNDINGS, ModuleRef, endpoint, getEndpointToken(endpoint)],
    useFactory: (...injected: Injected) => createHandler(endpoint, injected),
  };
}

async function createHandler(
  endpoint: EndpointClass,
  [surroundings, module, instance, service]: Injected,
): Promise<EndpointHandler> {
  const admission = await createAdmission(endpoint, module, surroundings);
  const { engine, background, config, cached, resources } = surroundings;
  const runtime = engine.runtimeOf(endpoint);
  const { model, hydrator, keys } = runtime;
  const hooks = hooksOf(endpoint, module);
  const judgeOf = rowJudges(admission, hydrator);
  const { publicUrl, maxResults } = engine.options;
  const lent = readerOf(endpoint, engine, module);
  const collection = new CollectionResponder({
    ...{ hooks, fields: admission, publicUrl },
    get reader() {
      return lent.reader;
    },
  });
  const operations = new HookOperations({
    ...{ service, collection, hydrator, keys, judgeOf, fields: admission },
    forkEntityManager: () => engine.forkEntityManager(),
  });
  const context = new HookContext(background);
  const records: Records = new Notes();
  const answers = new AnswerWriter({
    ...writerParts(runtime, model.cache && records),
    publicUrl,
    resourcesAt: (request) => resources.baseOf(endpoint, request),
    interceptors: () => intercepted(endpoint, config),
  });
  if (model.cache !== undefined)
    cached.add(
      endpoint,
      new EndpointCaching({
        ...{ model, keys, hooks, collection, answers, context, records, fields: admission },
        reader: lent.reader,
        cache: engine.cache,
        ttl: model.cache.ttl,
        fingerprint: modelFingerprint(model, [maxResults]),
        isJudged: (request) => judgeOf(request) !== undefined,
      }),
    );
  return new EndpointHandler({
    ...{ runtime, hooks, operations, collection, context, judgeOf, answers },
    endpoint: instance,
    fields: admission,
    prepare: () => admission.onModuleInit(),
  });
}

/** Answers that are to be kept, by the reply that they went out with. */
type Records = Notes<FastifyReply, StoredAnswer>;

function writerParts({ model, renderer, versions }: EndpointRuntime, records?: Records) {
  return {
    renderer,
    versionOf: (row: Row) => versions.ofRow(row),
    versionIn: resourceVersionReader(model),
    isPersonal: Object.keys(model.access).length > 0,
    isCounted: paginationFacts(model.pagination?.style)?.isCounted === true,
    isPartial: model.columns.some(({ read }) => read !== undefined),
    record:
      records &&
      ((reply: FastifyReply, answer: StoredAnswer) => {
        records.set(reply, answer);
      }),
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
  return global.length > 0 || hasInterceptors(controllerOf(endpoint), CacheInterceptor);
}
