import { declarationOf, Endpoint, type EndpointClass } from '../declare/endpoint.decorator.js';
import {
  PAGINATION_STYLES,
  type PaginationOptions,
} from '../declare/pagination-options.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { CodeResolver } from './code.resolver.js';
import type { ClassEndpoint, Config, DeclaredEndpoint } from './config.interface.js';
import type { ConfigPath } from './config-places.js';
import { createEndpointClass } from './endpoint-class.factory.js';
import { loadMeta } from './meta.loader.js';

/** The endpoints of a file, and where each stands, by the names of their classes. */
export interface LoadedEndpoints {
  readonly endpoints: readonly EndpointClass[];
  readonly origins: ReadonlyMap<string, ConfigPath>;
}

/** Makes the classes that a file declares, and loads those that it names. */
export async function loadEndpoints(config: Config, code: CodeResolver): Promise<LoadedEndpoints> {
  const endpoints: EndpointClass[] = [];
  const origins = new Map<string, ConfigPath>();
  for (const [at, endpoint] of config.endpoints.entries()) {
    const path = ['endpoints', at];
    const made = endpoint && (await load(endpoint, { config, path, code }));
    if (made === undefined) continue;
    endpoints.push(made);
    origins.set(made.name, path);
  }
  return { endpoints, origins };
}

interface LoadContext {
  readonly config: Config;
  readonly path: ConfigPath;
  readonly code: CodeResolver;
}

function load(
  endpoint: DeclaredEndpoint | ClassEndpoint,
  context: LoadContext,
): Promise<EndpointClass | undefined> {
  return 'class' in endpoint ? loadClass(endpoint, context) : declareClass(endpoint, context);
}

async function declareClass(
  endpoint: DeclaredEndpoint,
  { config, path, code }: LoadContext,
): Promise<EndpointClass> {
  const options = await loadMeta(endpoint.meta ?? {}, [...path, 'meta'], code);
  const pages = [config.defaults?.pagination, options.pagination].filter(
    (one) => one !== undefined,
  );
  if (pages.length === 0) return createEndpointClass(endpoint, options);
  const pagination = Object.assign({ style: PAGINATION_STYLES[0] }, ...pages) as PaginationOptions;
  return createEndpointClass(endpoint, { ...options, pagination });
}

async function loadClass(
  { path: route, class: reference }: ClassEndpoint,
  { path, code }: LoadContext,
): Promise<EndpointClass | undefined> {
  const loaded: unknown = await code.resolve(reference, 'code', [...path, 'class']);
  if (loaded === undefined) return undefined;
  if (!isRestEndpoint(loaded)) {
    code.problem([...path, 'class'], `'${reference}' is no class that extends RestEndpoint.`);
    return undefined;
  }
  const declared = declarationOf(loaded)?.route;
  if (declared === undefined) Endpoint(route)(loaded);
  else if (declared !== route)
    code.problem(
      [...path, 'path'],
      `the class is decorated with @Endpoint('${declared}'). Make them equal.`,
    );
  return loaded;
}

function isRestEndpoint(value: unknown): value is EndpointClass {
  return typeof value === 'function' && value.prototype instanceof RestEndpoint;
}
