import { declarationOf, type EndpointClass, markEndpoint } from '../declare/endpoint.decorator.js';
import type { PaginationOptions } from '../declare/pagination-options.interface.js';
import type { PaginationStyle } from '../declare/pagination-styles.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { CodeResolver } from './code.resolver.js';
import type { ClassEndpoint, Config, DeclaredEndpoint } from './config.interface.js';
import type { ConfigPath } from './config-places.js';
import { createEndpointClass, endpointClassName } from './endpoint-class.factory.js';
import { loadMeta } from './meta.loader.js';
import { isDeclared, seedTables } from './seed-tables.js';

/** The endpoints of a file, and where each stands, by the names of their classes. */
export interface LoadedEndpoints {
  readonly endpoints: readonly EndpointClass[];
  readonly origins: ReadonlyMap<string, ConfigPath>;
}

/** Makes the classes that a file declares, and loads those that it names. */
export async function loadEndpoints(config: Config, code: CodeResolver): Promise<LoadedEndpoints> {
  const endpoints: EndpointClass[] = [];
  const origins = new Map<string, ConfigPath>();
  const classes = await loadClasses(config, code);
  const tables = seedTables(config.endpoints, classes.values());
  for (const [at, endpoint] of config.endpoints.entries()) {
    const path = ['endpoints', at];
    const taken = new Set(origins.keys());
    const made = isDeclared(endpoint)
      ? await declareClass(endpoint, { config, path, code, taken, seedTables: tables })
      : classes.get(at);
    if (made === undefined) continue;
    if (endpoints.includes(made)) {
      code.problem([...path, 'class'], 'the same class is served above. Give each path its own.');
      continue;
    }
    endpoints.push(made);
    origins.set(made.name, path);
  }
  return { endpoints, origins };
}

/** By their positions. */
async function loadClasses(
  config: Config,
  code: CodeResolver,
): Promise<ReadonlyMap<number, EndpointClass>> {
  const classes = new Map<number, EndpointClass>();
  for (const [at, endpoint] of config.endpoints.entries()) {
    if (endpoint === undefined || isDeclared(endpoint)) continue;
    const loaded = await loadClass(endpoint, ['endpoints', at], code);
    if (loaded !== undefined) classes.set(at, loaded);
  }
  return classes;
}

interface LoadContext {
  readonly config: Config;
  readonly path: ConfigPath;
  readonly code: CodeResolver;
  /** Names of the classes so far. */
  readonly taken: ReadonlySet<string>;
  /** The endpoints' tables by the names that LightAPI gives them. */
  readonly seedTables: ReadonlyMap<string, string>;
}

/** Of pages that a file wants without saying how. */
const DEFAULT_STYLE: PaginationStyle = 'page_number';

async function declareClass(
  endpoint: DeclaredEndpoint,
  { config, path, code, taken, seedTables: tables }: LoadContext,
): Promise<EndpointClass> {
  const name = endpointClassName(endpoint.route, taken);
  const options = await loadMeta(endpoint.meta ?? {}, [...path, 'meta'], code);
  const pages = [config.defaults?.pagination, options.pagination].filter(
    (one) => one !== undefined,
  );
  const parts = { name, seedTables: tables };
  if (pages.length === 0) return createEndpointClass(endpoint, { ...parts, options });
  const pagination = Object.assign({ style: DEFAULT_STYLE }, ...pages) as PaginationOptions;
  return createEndpointClass(endpoint, { ...parts, options: { ...options, pagination } });
}

/** Classes that have their route from a file: when it is read again, it may say another. */
const placed = new WeakSet<EndpointClass>();

async function loadClass(
  { path: route, class: reference }: ClassEndpoint,
  path: ConfigPath,
  code: CodeResolver,
): Promise<EndpointClass | undefined> {
  const loaded: unknown = await code.resolve(reference, 'code', [...path, 'class']);
  if (loaded === undefined) return undefined;
  if (!isRestEndpoint(loaded)) {
    code.problem([...path, 'class'], `'${reference}' is no class that extends RestEndpoint.`);
    return undefined;
  }
  const declared = declarationOf(loaded)?.route;
  if (declared === undefined || placed.has(loaded)) {
    markEndpoint(loaded, { route, options: {} });
    placed.add(loaded);
  } else if (declared !== route)
    code.problem(
      [...path, 'path'],
      `the class is decorated with @Endpoint('${declared}'). Make them equal.`,
    );
  return loaded;
}

function isRestEndpoint(value: unknown): value is EndpointClass {
  return typeof value === 'function' && value.prototype instanceof RestEndpoint;
}
