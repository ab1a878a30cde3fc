import { type DynamicModule, Inject, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

import type { EndpointClass } from './declare/endpoint.decorator.js';
import { hasCors } from './declare/middleware.js';
import { ConfigurationError } from './error/configuration.error.js';
import { corsDelegate } from './guard/cors-options.js';
import { authPathOf } from './guard/login-paths.js';
import { rememberOrigins } from './guard/unrouted-cors.js';
import { Middlewares } from './middleware/middlewares.js';
import { endpointControllers, endpointProviders } from './module/endpoint.providers.js';
import { requireOneInstance } from './module/request-scopes.check.js';
import { rootMetadata, type RootParts } from './module/root.metadata.js';
import { asyncOptionsProviders } from './module/root.providers.js';
import { endpointClasses, hasPatterns, loadPatterns } from './options/endpoint-scan.js';
import type { LightApiOptions } from './options/light-api-options.interface.js';
import { LIGHT_API_DECLARED_OPTIONS, LIGHT_API_OPTIONS } from './options/light-api.tokens.js';
import type {
  Endpoints,
  LightApiConfigOverrides,
  LightApiFeatureOptions,
  LightApiModuleAsyncOptions,
  LightApiModuleOptions,
} from './options/module-options.interface.js';
import { moduleOptions } from './options/module-options.js';
import { ServerHooks } from './server/server.hooks.js';
import { getEndpointToken } from './service/inject-endpoint.decorator.js';

/** Apart from its class, whose types are those of packages that not everybody has. */
interface AttachedToServer {
  attach(server: FastifyInstance): void;
}

/** A module at once, or a promise of it where patterns have to be loaded first. */
type ModuleOf<E extends Endpoints> =
  string extends Extract<E[number], string>
    ? DynamicModule | Promise<DynamicModule>
    : Extract<E[number], string> extends never
      ? DynamicModule
      : Promise<DynamicModule>;

/**
 * Serves endpoint classes: for each a controller, an injectable service, and a table.
 *
 * @publicApi
 */
@Module({})
export class LightApiModule implements NestModule {
  /** Of the application. */
  @Inject(ModulesContainer)
  private readonly modules!: ModulesContainer;

  /** @internal Nest calls it. */
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(LIGHT_API_OPTIONS) private readonly options: LightApiOptions,
    @Inject(ServerHooks) private readonly hooks: AttachedToServer,
    @Inject(Middlewares) private readonly middlewares: Middlewares,
  ) {}

  /**
   * Opens the database and serves the endpoints. Once an application; its services can be injected
   * anywhere.
   *
   * @example
   * ```ts
   * @Module({ imports: [LightApiModule.forRoot({ database: 'sqlite:books.db', endpoints: [Book] })] })
   * export class AppModule {}
   * ```
   */
  static forRoot<const E extends Endpoints = readonly EndpointClass[]>(
    options: LightApiModuleOptions<E> = {},
  ): ModuleOf<E> {
    const { endpoints, imports, providers, ...rest } = options;
    return served(endpoints, (classes) =>
      rootModule(classes, {
        ...(imports && { imports }),
        providers: [...(providers ?? []), { provide: LIGHT_API_DECLARED_OPTIONS, useValue: rest }],
        orm: rest.orm,
        authPath: authPathOf(rest.auth),
        health: rest.health ?? false,
        openapi: rest.openapi ?? false,
      }),
    ) as ModuleOf<E>;
  }

  /** As `forRoot`, with the options from a factory that others are injected into. */
  static forRootAsync<const E extends Endpoints = readonly EndpointClass[]>(
    options: LightApiModuleAsyncOptions<E>,
  ): ModuleOf<E> {
    const { endpoints, imports, providers = [], authPath } = options;
    const { health = false, openapi = false } = options;
    return served(endpoints, (classes) =>
      rootModule(classes, {
        ...(imports && { imports }),
        providers: [...providers, ...asyncOptionsProviders(options)],
        orm: undefined,
        authPath,
        health,
        openapi,
      }),
    ) as ModuleOf<E>;
  }

  /**
   * The application that a YAML file declares, as a module of yours. Nothing is read from the
   * environment but the `${VARIABLES}` of the file.
   *
   * @param path - of the file; code that it names is looked for in its directory
   * @param overrides - these win over what the file says
   * @throws {@link ConfigurationError} with every mistake, each with file, line and place
   * @example
   * ```ts
   * @Module({ imports: [LightApiModule.forConfig('lightapi.yaml', { database: 'sqlite::memory:' })] })
   * export class AppModule {}
   * ```
   */
  static async forConfig(
    path: string,
    overrides: LightApiConfigOverrides = {},
  ): Promise<DynamicModule> {
    const { loadConfigFile } = await import('./config/load-config.js');
    const { imports, providers, ...options } = overrides;
    const declared = await loadConfigFile(path, () => options);
    return LightApiModule.forRoot({
      ...moduleOptions(declared),
      ...(imports && { imports }),
      ...(providers && { providers }),
    });
  }

  /** Serves endpoints of a feature module on the database of `forRoot`. */
  static forFeature<const E extends Endpoints>(
    endpoints: E,
    options: LightApiFeatureOptions = {},
  ): ModuleOf<E> {
    return served(endpoints, (classes) => ({
      module: LightApiFeatureModule,
      global: true,
      ...(options.imports && { imports: options.imports }),
      providers: [...(options.providers ?? []), ...endpointProviders(classes)],
      controllers: endpointControllers(classes),
      exports: classes.map(getEndpointToken),
    })) as ModuleOf<E>;
  }

  /** Routes are made after this; each of ours answers what Fastify refuses in our own words. */
  configure(): void {
    const adapter = this.host.httpAdapter;
    if (adapter.getType() !== 'fastify')
      throw new ConfigurationError([
        `LightApiModule works on Fastify only, and this application runs on ${adapter.getType()}. Create it with new FastifyAdapter() of @nestjs/platform-fastify.`,
      ]);
    requireOneRoot(this.modules);
    requireOneInstance(this.modules);
    const { middleware, corsOrigins = hasCors(middleware) ? ['*'] : undefined } = this.options;
    const server = adapter.getInstance<FastifyInstance>();
    if (corsOrigins !== undefined) {
      adapter.enableCors(corsDelegate(corsOrigins));
      rememberOrigins(server, corsOrigins);
    }
    this.middlewares.use(middleware);
    this.hooks.attach(server);
  }
}

/** The endpoints of a feature; all else they need is the root's. */
@Module({})
export class LightApiFeatureModule {}

/** Two would both surround each request, and the guards of one know nothing of the other's endpoints. */
function requireOneRoot(modules: ModulesContainer): void {
  const roots = [...modules.values()].filter(({ metatype }) => metatype === LightApiModule);
  if (roots.length > 1)
    throw new ConfigurationError([
      `LightApiModule has ${roots.length} roots in this application. Import forRoot, forRootAsync or forConfig once, and serve the endpoints of other modules by LightApiModule.forFeature([…]).`,
    ]);
}

function rootModule(endpoints: readonly EndpointClass[], parts: RootParts): DynamicModule {
  return { module: LightApiModule, ...rootMetadata(endpoints, parts) };
}

function served(
  endpoints: Endpoints | undefined,
  make: (classes: EndpointClass[]) => DynamicModule,
): DynamicModule | Promise<DynamicModule> {
  if (endpoints === undefined || !hasPatterns(endpoints)) return make(endpointClasses(endpoints));
  return loadPatterns(endpoints).then((classes) => make(endpointClasses(classes)));
}
