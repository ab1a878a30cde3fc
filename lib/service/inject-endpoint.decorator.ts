import { forwardRef, Inject } from '@nestjs/common';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';

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
 * @param endpoint - the class; a function that returns it where the files of two classes import each
 *   other, as one of them is read before the other's class is there
 * @publicApi
 */
export function InjectEndpoint(
  endpoint: EndpointClass | (() => EndpointClass),
): ParameterDecorator & PropertyDecorator {
  return isClass(endpoint)
    ? Inject(getEndpointToken(endpoint))
    : Inject(forwardRef(() => getEndpointToken(endpoint())));
}

function isClass(endpoint: EndpointClass | (() => EndpointClass)): endpoint is EndpointClass {
  return endpoint.prototype instanceof RestEndpoint;
}
