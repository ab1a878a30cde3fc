import type { BackendClass } from '../declare/authentication-backend.js';
import type {
  AuthenticationOptions,
  MethodAuthenticationOptions,
} from '../declare/authentication-options.interface.js';
import { CombinedPermission, type PermissionOption } from '../declare/combined-permission.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import type { HttpMethod } from '../declare/http-method.js';
import { methodOptionsOf, registeredMethods } from '../declare/method-options.js';

/** Who may use one verb. */
export interface VerbAccess {
  /** Asked in this order. */
  readonly backends: readonly BackendClass[];
  /** `undefined`: whoever is authenticated. */
  readonly permission: PermissionOption | undefined;
}

/** Who may use which verb; one that is not in it is open to everybody. */
export type EndpointAccess = Readonly<Partial<Record<HttpMethod, VerbAccess>>>;

/** Options of a verb, an endpoint or the module: the nearest that says a thing wins. */
type Level = AuthenticationOptions | MethodAuthenticationOptions;

/** @param defaults - the module's `authentication` */
export function resolveAccess(
  options: EndpointOptions,
  defaults: AuthenticationOptions | undefined,
): EndpointAccess {
  const access: Partial<Record<HttpMethod, VerbAccess>> = {};
  for (const method of registeredMethods(options)) {
    const own = methodOptionsOf(options, method)?.authentication;
    const levels = [own, options.authentication, defaults].filter((level) => level !== undefined);
    const verb = verbAccess(method, levels);
    if (verb !== undefined) access[method] = Object.freeze(verb);
  }
  return Object.freeze(access);
}

/** Whether a permission lets everybody in. A class of its own that extends such a one has its say. */
export function isOpen(permission: PermissionOption | undefined): boolean {
  return (
    typeof permission === 'function' &&
    Object.hasOwn(permission, 'open') &&
    permission.open === true
  );
}

function verbAccess(method: HttpMethod, levels: readonly Level[]): VerbAccess | undefined {
  if (levels.length === 0) return undefined;
  const backend = levels.find((level) => level.backend !== undefined)?.backend ?? [];
  const backends = [backend].flat();
  const permission = permissionOf(method, levels);
  return backends.length === 0 && isOpen(permission) ? undefined : { backends, permission };
}

/**
 * A verb that a level's list leaves out falls back to the next level, but to nothing that is open:
 * who lists some verbs means to close the others.
 */
function permissionOf(method: HttpMethod, levels: readonly Level[]): PermissionOption | undefined {
  let leftOut = false;
  for (const { permission } of levels) {
    if (permission === undefined) continue;
    const found = isPermission(permission) ? permission : permission[method];
    if (found !== undefined) return leftOut && isOpen(found) ? undefined : found;
    leftOut = true;
  }
  return undefined;
}

function isPermission(
  permission: NonNullable<Level['permission']>,
): permission is PermissionOption {
  return typeof permission === 'function' || permission instanceof CombinedPermission;
}
