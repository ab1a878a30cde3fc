import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import { type EndpointAccess, resolveAccess } from '../model/endpoint-access.js';
import type { EndpointOutline } from '../model/endpoint-model.interface.js';
import type { OpenApiOptions } from './openapi-options.interface.js';

/**
 * Who may read the document: everybody, unless its own options say otherwise.
 *
 * @param defaults - the module's, for what these leave out
 */
export function openApiAccess(
  { authentication }: OpenApiOptions,
  defaults: AuthenticationOptions | undefined,
): EndpointAccess {
  if (authentication === undefined) return {};
  return resolveAccess({ methods: ['GET'], authentication }, defaults);
}

/** The document, as one of those that ask for credentials. */
export function openApiOutline(access: EndpointAccess): EndpointOutline {
  return { name: 'openapi', route: '', table: '', methods: ['GET'], access, throttle: false };
}
