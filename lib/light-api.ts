import { isUtf8 } from 'node:buffer';

import { Logger } from '@nestjs/common';
import { ApplicationConfig, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';

import { declarationOf, Endpoint, type EndpointClass } from './declare/endpoint.decorator.js';
import { ConfigurationError } from './error/configuration.error.js';
import { MalformedRequestError } from './error/malformed-request.error.js';
import { hasJwtKey } from './guard/jwt-keys.js';
import { lightApiFastifyOptions } from './light-api-fastify-options.js';
import type { Endpoints, LightApiModuleOptions } from './light-api-options.interface.js';
import { LightApiModule } from './light-api.module.js';
import { LightApiErrorFilter } from './respond/error.filter.js';

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
}

const DEFAULT_HOST = '0.0.0.0';
const DEFAULT_PORT = 8000;

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

  /** Adds endpoint classes; a class without `@Endpoint` is served at the route given here. */
  register(endpoints: Readonly<Record<string, EndpointClass>>): LightApi {
    const classes = Object.entries(endpoints).map(([route, endpoint]) => at(route, endpoint));
    const known: Endpoints = this.options.endpoints ?? [];
    return new LightApi({ ...this.options, endpoints: [...known, ...classes] });
  }

  /** The Nest application, ready for requests but not listening: for tests, or more of your own. */
  async buildApp(): Promise<NestFastifyApplication> {
    const { trustProxy = false } = this.options;
    const adapter = new FastifyAdapter({ ...lightApiFastifyOptions(), trustProxy });
    const app = await NestFactory.create<NestFastifyApplication>(await this.module(), adapter, {
      logger: ['warn', 'error', 'fatal'],
      abortOnError: false,
    });
    const parse = adapter.getInstance().getDefaultJsonParser('error', 'error');
    app.useBodyParser('application/json', {}, (request, body: Buffer, done) => {
      if (isUtf8(body)) void parse(request as never, body.toString(), done);
      else done(new MalformedRequestError('the body is not UTF-8'), undefined);
    });
    app.useGlobalFilters(new LightApiErrorFilter(app.get(ApplicationConfig)));
    app.enableShutdownHooks(undefined, { useProcessExit: true });
    await app.init();
    return app;
  }

  /** Listens until the process gets SIGINT or SIGTERM. */
  async run(options: ListenOptions = {}): Promise<NestFastifyApplication> {
    const host = options.host ?? process.env.LIGHTAPI_HOST ?? DEFAULT_HOST;
    const port = options.port ?? portFromEnvironment();
    const app = await this.buildApp();
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
    const options = { ...this.options, ...fromEnvironment(this.options), trustProxy: undefined };
    return LightApiModule.forRoot(options);
  }
}

/** What the environment says where the options say nothing; an empty text is a word too. */
function fromEnvironment(options: LightApiModuleOptions): Partial<LightApiModuleOptions> {
  const { jwt } = options;
  const {
    LIGHTAPI_DATABASE_URL: database,
    LIGHTAPI_JWT_SECRET: secret,
    LIGHTAPI_REDIS_URL: url,
  } = process.env;
  return {
    ...(database !== undefined && options.database === undefined && { database }),
    ...(url !== undefined && url !== '' && options.redis === undefined && { redis: { url } }),
    ...(secret !== undefined && !hasJwtKey(jwt) && { jwt: { ...jwt, secret } }),
  };
}

function portFromEnvironment(): number {
  const { LIGHTAPI_PORT } = process.env;
  if (LIGHTAPI_PORT === undefined) return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(LIGHTAPI_PORT) && Number(LIGHTAPI_PORT) < 65_536)
    return Number(LIGHTAPI_PORT);
  throw new ConfigurationError([
    `LIGHTAPI_PORT is '${LIGHTAPI_PORT}'. Give a port from 0 to 65535.`,
  ]);
}

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
