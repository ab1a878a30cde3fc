import { declarationOf, Endpoint, type EndpointClass } from '../declare/endpoint.decorator.js';
import {
  type EndpointOptions,
  HTTP_METHODS,
  type HttpMethod,
} from '../declare/endpoint-options.interface.js';
import type { FilterBackend } from '../declare/filter-backend.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import { FieldFilter } from '../query/field.filter.js';
import { OrderingFilter } from '../query/ordering.filter.js';
import { SearchFilter } from '../query/search.filter.js';
import { loadCode } from './code-reference.js';
import type { ClassEndpoint, Config, ConfigMeta, DeclaredEndpoint } from './config.interface.js';
import type { ConfigPath, ConfigPlaces } from './config-places.js';
import { createEndpointClass } from './endpoint-class.factory.js';

/** What the endpoints of a file come from. */
export interface LoaderContext {
  /** Where code that the file names is looked for. */
  readonly directory: string;
  readonly places: ConfigPlaces;
}

/** The endpoints of a file, where each stands, and what keeps them from being made. */
export interface LoadedEndpoints {
  readonly endpoints: readonly EndpointClass[];
  readonly origins: ReadonlyMap<string, ConfigPath>;
  readonly problems: readonly string[];
}

/** Makes the classes that a file declares, and loads those that it names. */
export async function loadEndpoints(
  config: Config,
  context: LoaderContext,
): Promise<LoadedEndpoints> {
  const loading = new Loading(config, context);
  for (const [at, endpoint] of config.endpoints.entries())
    if (endpoint !== undefined) await loading.add(endpoint, ['endpoints', at]);
  return loading;
}

/** The names of the filter backends that ship. */
const BACKENDS: Readonly<Record<string, unknown>> = { FieldFilter, SearchFilter, OrderingFilter };

class Loading implements LoadedEndpoints {
  readonly endpoints: EndpointClass[] = [];
  readonly origins = new Map<string, ConfigPath>();
  readonly problems: string[] = [];

  constructor(
    private readonly config: Config,
    private readonly context: LoaderContext,
  ) {}

  async add(endpoint: DeclaredEndpoint | ClassEndpoint, path: ConfigPath): Promise<void> {
    const made =
      'class' in endpoint ? await this.load(endpoint, path) : await this.declare(endpoint, path);
    if (made === undefined) return;
    this.endpoints.push(made);
    this.origins.set(made.name, path);
  }

  private async declare(endpoint: DeclaredEndpoint, path: ConfigPath): Promise<EndpointClass> {
    const { filtering, methods, ...meta } = endpoint.meta ?? {};
    const pagination = meta.pagination ?? this.config.defaults?.pagination;
    const options: EndpointOptions = {
      ...meta,
      ...(methods && { methods: methodList(methods) }),
      ...(pagination && { pagination: { ...this.config.defaults?.pagination, ...pagination } }),
      ...(filtering && { filtering: await this.filtering(filtering, path) }),
    };
    return createEndpointClass(endpoint, options);
  }

  private async filtering(
    { backends, ...rest }: NonNullable<ConfigMeta['filtering']>,
    path: ConfigPath,
  ): Promise<NonNullable<EndpointOptions['filtering']>> {
    if (backends === undefined) return rest;
    const classes: unknown[] = [];
    for (const [at, name] of backends.entries()) {
      const place = [...path, 'meta', 'filtering', 'backends', at];
      classes.push(Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : await this.code(name, place));
    }
    return { ...rest, backends: classes as (new () => FilterBackend)[] };
  }

  private async load(
    { path: route, class: reference }: ClassEndpoint,
    path: ConfigPath,
  ): Promise<EndpointClass | undefined> {
    const loaded = await this.code(reference, [...path, 'class']);
    if (loaded === undefined) return undefined;
    if (!isRestEndpoint(loaded)) {
      this.problem([...path, 'class'], `'${reference}' is no class that extends RestEndpoint.`);
      return undefined;
    }
    const declared = declarationOf(loaded)?.route;
    if (declared === undefined) Endpoint(route)(loaded);
    else if (declared !== route)
      this.problem(
        [...path, 'path'],
        `the class is decorated with @Endpoint('${declared}'). Make them equal.`,
      );
    return loaded;
  }

  private async code(reference: string, path: ConfigPath): Promise<unknown> {
    const loaded = await loadCode(reference, this.context.directory);
    if ('value' in loaded) return loaded.value;
    this.problem(path, loaded.problem);
    return undefined;
  }

  private problem(path: ConfigPath, sentence: string): void {
    this.problems.push(`${this.context.places.at(path)}: ${sentence}`);
  }
}

function methodList(methods: NonNullable<ConfigMeta['methods']>): HttpMethod[] {
  return HTTP_METHODS.filter((method) =>
    methods instanceof Array ? methods.includes(method) : Object.hasOwn(methods, method),
  );
}

function isRestEndpoint(value: unknown): value is EndpointClass {
  return typeof value === 'function' && value.prototype instanceof RestEndpoint;
}
