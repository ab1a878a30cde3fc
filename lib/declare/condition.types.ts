import type { ObjectQuery } from '@mikro-orm/core';

import type { Resource } from './resource.types.js';

/**
 * Conditions on an endpoint's rows, as MikroORM writes them: `{ owner_id: 7 }`,
 * `{ price: { $gt: '10.00' } }`; `undefined` and `{}` ask nothing, but within others they are
 * refused. To have the names and values checked:
 * `return { owner_id: 7 } satisfies Condition<Order>`.
 *
 * @publicApi
 */
export type Condition<T> = ObjectQuery<Resource<T>> | undefined;
