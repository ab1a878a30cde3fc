import { Logger } from '@nestjs/common';
import { ApplicationConfig, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';

import { declarationOf, Endpoint, type EndpointClass } from './declare/endpoint.decorator.js';
import { ConfigurationError } from './error/configuration.error.js';
import { LightApiModule } from './light-api.module.js';
import { LightApiMigrations } from './migration/light-api-migrations.js';
import type { MigrationsOptions } from './migration/migration-options.interface.js';
import { SWAGGER } from './openapi/openapi-options.check.js';
import {
  hostOfEnvironment,
  optionsOfEnvironment,
  portOfEnvironment,
} from './options/environment-options.js';
import { LIGHT_API_SERVER } from './options/light-api.tokens.js';
import type { Endpoints, LightApiModuleOptions } from './options/module-options.interface.js';
import { moduleOptions } from './options/module-options.js';
import { installedPackage } from './package/installed-package.js';
import { LightApiErrorFilter } from './respond/error.filter.js';
import { HOST_IS_OURS } from './route/one-host.js';
import { readJsonAsUtf8 } from './server/json.parser.js';
import { lightApiFastifyOptions } from './server/light-api-fastify-options.js';
import { type LogStyle, SERVER_LOGS } from './server/server-logs.js';

/** Where a server listens. */
export interface ListenOptions {
  /** @default `LIGHTAPI_HOST`, else `0.0.0.0` */
  readonly host?: string;
  /** `0` is any free one. @default `LIGHTAPI_PORT`, else 8000 */
  readonly port?: number;
}

/**
 * The options of `LightApi`: those of the module, and of the server itself.
 *
 * @publicApi
 */
export interface LightApiServerOptions extends LightApiModuleOptions {
  /**
   * The proxies whose word is taken for a client's address, as Fastify has it: addresses and
   * networks, or how many there are. Throttling counts by that address.
   *
   * @default false: the address is the connection's, whatever `X-Forwarded-For` says
   */
  readonly trustProxy?: NonNullable<FastifyServerOptions['trustProxy']>;
  /** `LIGHTAPI_DEBUG` makes each say more. @default 'lines' */
  readonly logs?: LogStyle;
}

/**
 * An API without a Nest application of your own. The database is `LIGHTAPI_DATABASE_URL` where
 * the options name none, else the file `app.db`.
 *
 * @publicApi
 */
export class LightApi {
  private constructor(private readonly options: LightApiServerOptions) {}

  /** An application that is not running yet. */
  static create(options: LightApiServerOptions = {}): LightApi {
    return new LightApi(options);
  }

  /**
   * Serves at once.
   *
   * @returns the listening application; `await app.close()` ends it
   * @example
   * ```ts
   * await LightApi.run({ endpoints: [Book] });
   * ```
   */
  static run(options: LightApiServerOptions & ListenOptions = {}): Promise<NestFastifyApplication> {
    const { host, port, ...rest } = options;
    return LightApi.create(rest).run({
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
    });
  }

  /**
   * The application that a YAML file declares; see the guide on configuration files.
   *
   * @param path - of the file; code that it names is looked for in its directory
   * @throws {@link ConfigurationError} with every mistake, each with file, line and place
   */
  static async fromConfig(path: string): Promise<LightApi> {
    const { loadConfigFile } = await import('./config/load-config.js');
    return LightApi.create(await loadConfigFile(path, optionsOfEnvironment));
  }

  /**
   * As `fromConfig`, for an object of the same form.
   *
   * @param directory - where code that the object names is looked for
   * @default directory the working directory
   */
  static async fromObject(object: object, directory = process.cwd()): Promise<LightApi> {
    const { loadConfigObject } = await import('./config/load-config.js');
    return LightApi.create(await loadConfigObject(object, directory, optionsOfEnvironment));
  }

  /** Adds endpoint classes; a class without `@Endpoint` is served at the route given here. */
  register(endpoints: Readonly<Record<string, EndpointClass>>): LightApi {
    const classes = Object.entries(endpoints).map(([route, endpoint]) => at(route, endpoint));
    const known: Endpoints = this.options.endpoints ?? [];
    return new LightApi({ ...this.options, endpoints: [...known, ...classes] });
  }

  /** What brings the database to what the classes declare; see the guide on migrations. */
  migrations(migrations: MigrationsOptions = {}): LightApiMigrations {
    const more = optionsOfEnvironment(this.options);
    return new LightApiMigrations(moduleOptions({ ...this.options, ...more }), migrations);
  }

  /** The Nest application, ready for requests but not listening: for tests, or more of your own. */
  async buildApp(): Promise<NestFastifyApplication> {
    const { trustProxy = false, logs = 'lines' } = this.options;
    const log = SERVER_LOGS[logs];
    const limits = lightApiFastifyOptions();
    const adapter = new FastifyAdapter({
      ...limits,
      http: { ...limits.http, ...HOST_IS_OURS },
      trustProxy,
      logger: log.server(),
    });
    const app = await NestFactory.create<NestFastifyApplication>(await this.module(), adapter, {
      logger: log.nest(adapter.getInstance()),
      abortOnError: false,
    });
    readJsonAsUtf8(app);
    app.useGlobalFilters(new LightApiErrorFilter(app.get(ApplicationConfig)));
    app.enableShutdownHooks(undefined, { useProcessExit: true });
    try {
      await app.init();
    } catch (error) {
      await app.close();
      throw error;
    }
    return app;
  }

  /** Listens until the process gets SIGINT or SIGTERM. */
  async run(options: ListenOptions = {}): Promise<NestFastifyApplication> {
    return this.listen(await this.buildApp(), options);
  }

  /** As `run`, for an application that `buildApp` has made. */
  async listen(
    app: NestFastifyApplication,
    options: ListenOptions = {},
  ): Promise<NestFastifyApplication> {
    const host = options.host ?? hostOfEnvironment();
    const port = options.port ?? portOfEnvironment();
    try {
      await app.listen({ host, port });
    } catch (error) {
      await app.close();
      throw error;
    }
    new Logger('LightApi').log(`listening on ${await app.getUrl()}`);
    return app;
  }

  private async module() {
    const more = optionsOfEnvironment(this.options);
    const options = moduleOptions({
      health: true,
      openapi: installedPackage(SWAGGER) !== undefined,
      ...this.options,
      ...more,
    });
    const providers = [...(options.providers ?? []), OWN_SERVER];
    return LightApiModule.forRoot({ ...options, providers });
  }
}

/** Tells the module that it may look after every request. */
const OWN_SERVER = { provide: LIGHT_API_SERVER, useValue: true };

function at(route: string, endpoint: EndpointClass): EndpointClass {
  const declared = declarationOf(endpoint);
  if (declared === undefined) {
    Endpoint(route)(endpoint);
    return endpoint;
  }
  if (declared.route === route) return endpoint;
  throw new ConfigurationError([
    `${endpoint.name} is decorated with @Endpoint('${declared.route}') and registered at '${route}'. Make them equal.`,
  ]);
}
