import type { ObjectQuery } from '@mikro-orm/core';
import type { QueryBuilder } from '@mikro-orm/sql';

import type { Resource } from './resource.types.js';

/**
 * Conditions on an endpoint's rows, as MikroORM writes them: `{ owner_id: 7 }`,
 * `{ price: { $gt: '10.00' } }`; `undefined` asks nothing.
 *
 * @publicApi
 */
export type Condition<T> = ObjectQuery<Resource<T>> | undefined;

/**
 * What narrows a collection: conditions, or a query builder on `entityOf(TheEndpoint)` whose rows
 * the collection then shows.
 *
 * @publicApi
 */
export type Queryset<T> = Condition<T> | QueryBuilder;

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;
