import type { MikroORM } from '@mikro-orm/core';
import type { InjectionToken, ModuleMetadata, Provider, Type } from '@nestjs/common';

import type { AuthenticationOptions } from './declare/authentication-options.interface.js';
import type { EndpointClass } from './declare/endpoint.decorator.js';
import type { MiddlewareClass } from './declare/middleware.js';
import type { RateLimits } from './declare/rate-limits.interface.js';
import type { JwtOptions } from './guard/jwt-options.interface.js';
import type { LoginOptions } from './guard/login-options.interface.js';
import type { QueryLimits } from './query/query-limits.interface.js';
import type { DatabaseOptions } from './schema/open-database.js';
import type { SchemaMode } from './schema/schema.synchronizer.js';
import type { UnknownMembers } from './validate/input.validator.js';

/**
 * The options that can come from anywhere, also at run time.
 *
 * @publicApi
 */
export interface LightApiOptions {
  /**
   * `sqlite:books.db`, `sqlite::memory:`, `postgresql://user@host/name`, or MikroORM's options.
   *
   * @default 'sqlite:app.db'
   */
  readonly database?: DatabaseOptions;
  /** The application's own MikroORM, or its token; its connection stays the application's. */
  readonly orm?: MikroORM | InjectionToken;
  /** What may be done to the database at start. @default 'create' */
  readonly schema?: SchemaMode;
  /** What happens to members that the class does not declare. @default 'ignore' */
  readonly unknownMembers?: UnknownMembers;
  /** The most rows of a collection without `pagination`. @default 1000 */
  readonly maxResults?: number;
  /** How much one query string may ask for. */
  readonly queryLimits?: Partial<QueryLimits>;
  /**
   * Where clients see the application's root, e.g. `https://api.example.com/v1`: what the links
   * between pages begin with.
   *
   * @default what the request says
   */
  readonly publicUrl?: string;
  /**
   * What cursors are sealed with; the same for all processes that serve the API, and at least 32
   * random characters. Changing it ends the cursors that clients hold.
   *
   * @default derived from the database's address and credentials, and `jwt.secret`
   */
  readonly cursorSecret?: string;
  /** Who may call, where an endpoint says nothing or not all. @default everybody */
  readonly authentication?: AuthenticationOptions;
  /** Which tokens `JWTAuthentication` accepts. */
  readonly jwt?: JwtOptions;
  /** How users log in. @default not at all: there are no such routes */
  readonly auth?: LoginOptions;
  /** How often a client may call all endpoints that have no `throttle`. @default not limited */
  readonly throttle?: RateLimits;
  /** Where instances share the counts of `throttle` and `auth.rateLimit`. @default each has its own */
  readonly redis?: RedisOptions;
  /**
   * Origins whose scripts may call, exactly as browsers send them, or `['*']`. Holds for the whole
   * application, which then does not call `enableCors` itself.
   *
   * @default none
   */
  readonly corsOrigins?: readonly string[];
  /**
   * What is around every request of an endpoint, and of the login: in this order before, and in the
   * opposite one after. The endpoint's own come inside.
   *
   * @default none
   */
  readonly middleware?: readonly MiddlewareClass[];
  /**
   * How long a shutdown waits for what `this.background()` was given, in milliseconds.
   *
   * @default 10000
   */
  readonly backgroundTimeout?: number;
  /**
   * `GET /healthz` tells whether the process answers, `GET /readyz` whether its database does too.
   *
   * @default false; true in servers of `LightApi`
   */
  readonly health?: boolean;
  /** The present moment, for `created_at`, `updated_at` and tokens. @default the system's clock */
  readonly clock?: () => Date;
}

/**
 * A Redis. While it does not answer at once, requests are served without it.
 *
 * @publicApi
 */
export interface RedisOptions {
  /** @default `LIGHTAPI_REDIS_URL`, in servers of `LightApi` */
  readonly url: string;
}

/**
 * Classes, and glob patterns of files that export some. Left out: every class decorated so far.
 *
 * @publicApi
 */
export type Endpoints = readonly (EndpointClass | string)[];

/**
 * The options of `LightApiModule.forRoot`.
 *
 * @publicApi
 */
export interface LightApiModuleOptions<E extends Endpoints = Endpoints> extends LightApiOptions {
  readonly endpoints?: E;
  /** Modules whose providers the endpoint classes inject. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the endpoint classes inject. */
  readonly providers?: readonly Provider[];
}

/**
 * What `useClass` and `useExisting` of `LightApiModule.forRootAsync` name.
 *
 * @publicApi
 */
export interface LightApiOptionsFactory {
  createLightApiOptions(): LightApiOptions | Promise<LightApiOptions>;
}

/**
 * The options of `LightApiModule.forRootAsync`. Endpoints are given here and not by the factory, as
 * Nest needs controllers before anything is injected.
 *
 * @publicApi
 */
export interface LightApiModuleAsyncOptions<E extends Endpoints = Endpoints> {
  readonly endpoints?: E;
  /**
   * Where users log in, e.g. `/auth`: given here and not by the factory, as endpoints are.
   *
   * @default no login routes
   */
  readonly authPath?: string;
  /** Whether there are `/healthz` and `/readyz`: given here, as endpoints are. @default false */
  readonly health?: boolean;
  readonly imports?: ModuleMetadata['imports'];
  readonly providers?: readonly Provider[];
  readonly inject?: readonly InjectionToken[];
  readonly useFactory?: (...injected: never[]) => LightApiOptions | Promise<LightApiOptions>;
  readonly useClass?: Type<LightApiOptionsFactory>;
  readonly useExisting?: InjectionToken<LightApiOptionsFactory>;
}

/**
 * The second parameter of `LightApiModule.forFeature`.
 *
 * @publicApi
 */
export interface LightApiFeatureOptions {
  /** Modules whose providers the endpoint classes inject. */
  readonly imports?: ModuleMetadata['imports'];
  /** Providers that the endpoint classes inject. */
  readonly providers?: readonly Provider[];
}

/**
 * The second parameter of `LightApiModule.forConfig`.
 *
 * @publicApi
 */
export type LightApiConfigOverrides = LightApiOptions & LightApiFeatureOptions;
