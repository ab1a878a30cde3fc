import type { BackendClass } from '../declare/authentication-backend.js';
import type { PermissionOption } from '../declare/combined-permission.js';
import type { FilterBackendClass } from '../query/filter-backends.js';
import type {
  AuthenticationOptions,
  MethodOptions,
} from '../declare/authentication-options.interface.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import type { FilteringOptions } from '../declare/filtering-options.interface.js';
import { HTTP_METHODS, type HttpMethod } from '../declare/http-method.js';
import type { MiddlewareClass } from '../declare/middleware.js';
import type { CodeResolver } from './code.resolver.js';
import type { ConfigAuthentication, ConfigMeta, ConfigMethod } from './config.interface.js';
import type { ConfigPath } from './config-places.js';

/** The options of an endpoint, with the code that `meta` names. */
export async function loadMeta(
  { filtering, methods, authentication, middleware, ...rest }: ConfigMeta,
  path: ConfigPath,
  code: CodeResolver,
): Promise<EndpointOptions> {
  return {
    ...rest,
    ...(methods && { methods: await loadMethods(methods, [...path, 'methods'], code) }),
    ...(middleware && {
      middleware: await loadMiddleware(middleware, [...path, 'middleware'], code),
    }),
    ...(filtering && { filtering: await loadFiltering(filtering, [...path, 'filtering'], code) }),
    ...(authentication && {
      authentication: await loadAuthentication(authentication, [...path, 'authentication'], code),
    }),
  };
}

/** The classes that are named, in their order. */
export async function loadMiddleware(
  names: readonly string[],
  path: ConfigPath,
  code: CodeResolver,
): Promise<readonly MiddlewareClass[]> {
  const classes: MiddlewareClass[] = [];
  for (const [at, name] of names.entries()) {
    const found = await code.resolve(name, 'middleware', [...path, at]);
    if (found !== undefined) classes.push(found);
  }
  return classes;
}

/** Who may call, with the classes that are named. */
export async function loadAuthentication(
  { backend, permission }: Pick<ConfigAuthentication, 'backend' | 'permission'>,
  path: ConfigPath,
  code: CodeResolver,
): Promise<AuthenticationOptions> {
  const backends: BackendClass[] = [];
  for (const [at, name] of [backend ?? []].flat().entries()) {
    const place = [...path, 'backend', ...(Array.isArray(backend) ? [at] : [])];
    const found = await code.resolve(name, 'backend', place);
    if (found !== undefined) backends.push(found);
  }
  const found =
    permission === undefined
      ? undefined
      : await loadPermission(permission, [...path, 'permission'], code);
  return {
    ...(backends.length > 0 && { backend: backends }),
    ...(found !== undefined && { permission: found }),
  };
}

async function loadPermission(
  permission: NonNullable<ConfigAuthentication['permission']>,
  path: ConfigPath,
  code: CodeResolver,
): Promise<AuthenticationOptions['permission']> {
  if (typeof permission === 'string') return code.resolve(permission, 'permission', path);
  const verbs: Partial<Record<HttpMethod, PermissionOption>> = {};
  for (const verb of HTTP_METHODS) {
    const name = permission[verb];
    const found = name && (await code.resolve(name, 'permission', [...path, verb]));
    if (found) verbs[verb] = found;
  }
  return verbs;
}

async function loadMethods(
  methods: NonNullable<ConfigMeta['methods']>,
  path: ConfigPath,
  code: CodeResolver,
): Promise<NonNullable<EndpointOptions['methods']>> {
  if (methods instanceof Array) return methods;
  const loaded: Partial<Record<HttpMethod, MethodOptions>> = {};
  for (const verb of HTTP_METHODS)
    if (Object.hasOwn(methods, verb))
      loaded[verb] = await loadMethod(methods[verb] ?? {}, [...path, verb], code);
  return loaded;
}

async function loadMethod(
  { authentication }: ConfigMethod,
  path: ConfigPath,
  code: CodeResolver,
): Promise<MethodOptions> {
  if (authentication === undefined) return {};
  const place = [...path, 'authentication'];
  return {
    authentication: (await loadAuthentication(authentication, place, code)) as NonNullable<
      MethodOptions['authentication']
    >,
  };
}

async function loadFiltering(
  { backends, ...rest }: NonNullable<ConfigMeta['filtering']>,
  path: ConfigPath,
  code: CodeResolver,
): Promise<FilteringOptions> {
  if (backends === undefined) return rest;
  const classes: FilterBackendClass[] = [];
  for (const [at, name] of backends.entries()) {
    const found = await code.resolve(name, 'filter', [...path, 'backends', at]);
    if (found !== undefined) classes.push(found);
  }
  return { ...rest, backends: classes };
}
