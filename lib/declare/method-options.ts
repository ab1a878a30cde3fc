import type { MethodOptions } from './authentication-options.interface.js';
import type { EndpointOptions } from './endpoint-options.interface.js';
import { HTTP_METHODS, type HttpMethod } from './http-method.js';

/** The verbs that an endpoint has, in the order in which `Allow` lists them. */
export function registeredMethods({ methods }: EndpointOptions): HttpMethod[] {
  if (methods === undefined) return [...HTTP_METHODS];
  const named: readonly string[] = isList(methods) ? methods : Object.keys({ ...methods });
  return HTTP_METHODS.filter((method) => named.includes(method));
}

/** What was said for one verb alone. */
export function methodOptionsOf(
  { methods }: EndpointOptions,
  method: HttpMethod,
): MethodOptions | undefined {
  return methods === undefined || isList(methods) ? undefined : methods[method];
}

function isList(
  methods: NonNullable<EndpointOptions['methods']>,
): methods is readonly HttpMethod[] {
  return Array.isArray(methods);
}
