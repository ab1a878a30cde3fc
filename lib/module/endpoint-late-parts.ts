import type { ModuleRef } from '@nestjs/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { LightApiEngine } from '../engine/light-api.engine.js';
import { createFilterBackends } from '../query/filter-backends.js';
import { CollectionReader } from '../service/collection.reader.js';
import { EndpointHooks } from '../service/endpoint-hooks.js';

/** The hooks of one endpoint; its instance is asked for late. */
export function hooksOf(endpoint: EndpointClass, module: ModuleRef): EndpointHooks {
  return new EndpointHooks(endpoint, () => module.get(endpoint, { strict: false }));
}

/**
 * The reader of one endpoint's collection. Its filter backends are its own module's, and are asked
 * for late.
 */
export function readerOf(
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
        module.get(backend),
      )),
  });
}
