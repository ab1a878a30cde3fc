import { Inject } from '@nestjs/common';

import type { EndpointClass } from '../declare/endpoint.decorator.js';

const tokens = new WeakMap<EndpointClass, symbol>();

/**
 * The token of an endpoint's generated service, for `overrideProvider` in tests.
 *
 * @publicApi
 */
export function getEndpointToken(endpoint: EndpointClass): symbol {
  const known = tokens.get(endpoint);
  if (known) return known;
  const token = Symbol(`EndpointService<${endpoint.name}>`);
  tokens.set(endpoint, token);
  return token;
}

/**
 * Injects the generated service of an endpoint.
 *
 * @example
 * ```ts
 * constructor(@InjectEndpoint(Book) private readonly books: EndpointService<Book>) {}
 * ```
 * @publicApi
 */
export function InjectEndpoint(endpoint: EndpointClass): ParameterDecorator & PropertyDecorator {
  return Inject(getEndpointToken(endpoint));
}
