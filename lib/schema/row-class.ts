import type { EntityClass } from '@mikro-orm/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { RestEndpoint } from '../declare/rest-endpoint.js';
import type { Resource } from '../declare/resource.types.js';

const rowClasses = new WeakMap<EndpointClass, EntityClass<object>>();

/**
 * The MikroORM entity of an endpoint's rows, for queries of your own with `this.em`. It is a class
 * of its own, as MikroORM would call the endpoint's constructor and wrap its methods.
 *
 * @example
 * ```ts
 * const dear = await this.em.find(entityOf(Book), { price: { $gt: '100.00' } });
 * ```
 * @publicApi
 */
export function entityOf<T extends RestEndpoint>(
  endpoint: EndpointClass<T>,
): EntityClass<Resource<T>> {
  const known = rowClasses.get(endpoint);
  if (known) return known;
  const name = `${endpoint.name}Row`;
  const made = { [name]: class {} }[name] as EntityClass<object>;
  rowClasses.set(endpoint, made);
  return made;
}
