import type { ModuleRef } from '@nestjs/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { LightApiEngine } from '../engine/light-api.engine.js';
import { createFilterBackends } from '../query/filter-backends.js';
import type { EndpointRuntime } from '../route/endpoint-runtime.interface.js';
import { CollectionReader } from '../service/collection.reader.js';
import { EndpointHooks } from '../service/endpoint-hooks.js';

/** The hooks of one endpoint; its instance is asked for late. */
export function hooksOf(endpoint: EndpointClass, module: ModuleRef): EndpointHooks {
  return new EndpointHooks(endpoint, () => module.get(endpoint, { strict: false }));
}

/** The readers of endpoints that have been asked for a collection. */
const readers = new WeakMap<EndpointRuntime, CollectionReader>();

/**
 * What lends the reader of one endpoint's collection, the same to HTTP and to programs. It is made
 * when it is first asked for; its filter backends are its own module's, and are asked for late too.
 */
export function readerOf(
  endpoint: EndpointClass,
  engine: LightApiEngine,
  module: ModuleRef,
): { readonly reader: CollectionReader } {
  const runtime = engine.runtimeOf(endpoint);
  return {
    get reader() {
      const known = readers.get(runtime);
      if (known !== undefined) return known;
      const made = createReader(runtime, module);
      readers.set(runtime, made);
      return made;
    },
  };
}

function createReader({ model, collection }: EndpointRuntime, module: ModuleRef): CollectionReader {
  let backends: readonly FilterBackend[] | undefined;
  return new CollectionReader({
    ...collection,
    backends: () =>
      (backends ??= createFilterBackends(model.filtering, collection, (backend) =>
        module.get(backend),
      )),
  });
}
