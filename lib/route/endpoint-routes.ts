import type { HttpMethod } from '../declare/http-method.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { HookName } from '../service/endpoint-hooks.js';

/** Where a route is: at the collection, or at one resource. */
export type RoutePath = '' | ':id';

/** One operation as HTTP has it. */
export interface EndpointRoute {
  /** The handler's method, and the generated controller's. */
  readonly name: 'list' | 'create' | 'retrieve' | 'replace' | 'change' | 'destroy';
  readonly method: HttpMethod;
  readonly path: RoutePath;
  /** The hooks whose decorators take effect on this route. */
  readonly hooks: readonly HookName[];
  /** The status without `@HttpCode`. */
  readonly status: number;
}

/** All routes that an endpoint can have. */
export const ENDPOINT_ROUTES: readonly EndpointRoute[] = [
  { name: 'list', method: 'GET', path: '', hooks: ['list', 'get'], status: 200 },
  { name: 'create', method: 'POST', path: '', hooks: ['create', 'post'], status: 201 },
  { name: 'retrieve', method: 'GET', path: ':id', hooks: ['retrieve', 'get'], status: 200 },
  { name: 'replace', method: 'PUT', path: ':id', hooks: ['update', 'put'], status: 200 },
  { name: 'change', method: 'PATCH', path: ':id', hooks: ['update', 'patch'], status: 200 },
  { name: 'destroy', method: 'DELETE', path: ':id', hooks: ['destroy', 'delete'], status: 204 },
];

/** The verbs that a path answers, in the order of `Allow`. */
export function methodsAt(path: RoutePath, registered: readonly HttpMethod[]): HttpMethod[] {
  const here = ENDPOINT_ROUTES.filter((route) => route.path === path).map(({ method }) => method);
  return registered.filter((method) => here.includes(method));
}

/** The verbs that each path of an endpoint answers. */
export type ServedMethods = Readonly<Record<RoutePath, readonly HttpMethod[]>>;

/** Without a key there is no single resource. */
export function servedBy({ methods, key }: EndpointModel): ServedMethods {
  return {
    '': methodsAt('', methods),
    ':id': key.at.length === 0 ? [] : methodsAt(':id', methods),
  };
}

/** `Allow` names all that is answered: HEAD comes with GET, and OPTIONS is always there. */
export function allowHeader(methods: readonly HttpMethod[]): string {
  return [...methods.flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m])), 'OPTIONS'].join(', ');
}
