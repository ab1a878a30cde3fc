import type { Type } from '@nestjs/common';

import type { FilterBackend } from '../declare/filter-backend.interface.js';
import type { FilteringModel } from '../model/endpoint-model.interface.js';
import type { CollectionSchema } from './collection-schema.js';
import { FieldFilter } from './field.filter.js';
import { OrderingFilter } from './ordering.filter.js';
import type { QueryLimits } from './query-limits.interface.js';
import { SearchFilter } from './search.filter.js';

/** A class of filter backends: one of ours, or one that Nest makes. */
export type FilterBackendClass = Type<FilterBackend>;

type OwnBackend = new (schema: CollectionSchema, limits: QueryLimits) => FilterBackend;

const OWN_BACKENDS: readonly OwnBackend[] = [FieldFilter, SearchFilter, OrderingFilter];

/** The classes among those of an endpoint that Nest has to make. */
export function injectedBackends(
  backends: readonly FilterBackendClass[] = [],
): readonly FilterBackendClass[] {
  return backends.filter((backend) => !isOwn(backend));
}

/**
 * The backends of an endpoint, in their order.
 *
 * @param injected - gives the instance of a class that Nest has made
 */
export function createFilterBackends(
  { backends, fields, search, ordering }: FilteringModel,
  { schema, limits }: { readonly schema: CollectionSchema; readonly limits: QueryLimits },
  injected: (backend: FilterBackendClass) => FilterBackend,
): readonly FilterBackend[] {
  const asked = [fields.size > 0, search.length > 0, ordering.length > 0];
  const classes = backends ?? OWN_BACKENDS.filter((_backend, at) => asked[at]);
  return classes.map((backend) =>
    isOwn(backend) ? new backend(schema, limits) : injected(backend),
  );
}

/** Whether it is one of ours: then it reads nothing of a request but its parameters. */
export function isOwnBackend(backend: FilterBackend): boolean {
  return (OWN_BACKENDS as readonly unknown[]).includes(backend.constructor);
}

function isOwn(backend: FilterBackendClass | OwnBackend): backend is OwnBackend {
  return (OWN_BACKENDS as readonly unknown[]).includes(backend);
}
