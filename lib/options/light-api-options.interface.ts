import type { MikroORM } from '@mikro-orm/core';
import type { InjectionToken } from '@nestjs/common';

import type { AuthenticationOptions } from '../declare/authentication-options.interface.js';
import type { MiddlewareClass } from '../declare/middleware.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { RedisOptions } from '../declare/redis-options.interface.js';
import type { JwtOptions } from '../guard/jwt-options.interface.js';
import type { LoginOptions } from '../guard/login-options.interface.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import type { QueryLimits } from '../query/query-limits.interface.js';
import type { DatabaseOptions } from '../schema/open-database.js';
import type { SchemaMode } from '../schema/schema-mode.js';
import type { UnknownMembers } from '../validate/checked-input.interface.js';

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
  /**
   * For how long the start tries again while the database is not there yet, in seconds.
   *
   * @default 0: not at all; in servers of `LightApi`, `LIGHTAPI_DATABASE_WAIT`, else 10
   */
  readonly databaseWait?: number;
  /**
   * Copies of a PostgreSQL that GET may read from, also those of MikroORM's own options.
   *
   * @default none
   */
  readonly replicas?: ReplicaOptions;
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
  /**
   * Where instances share cached answers, and the counts of `throttle` and `auth.rateLimit`.
   *
   * @default each has its own
   */
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
  /**
   * The document of the API (OpenAPI 3.1) at `/openapi.json` and `/openapi.yaml`, and a page that
   * shows it at `/docs`. It needs `@nestjs/swagger`.
   *
   * @default false; true in servers of `LightApi` where `@nestjs/swagger` is installed
   */
  readonly openapi?: OpenApiOptions | boolean;
  /** The present moment, for `created_at`, `updated_at` and tokens. @default the system's clock */
  readonly clock?: () => Date;
}

/**
 * Copies of a database, which the database itself keeps up to date.
 *
 * @publicApi
 */
export interface ReplicaOptions {
  /** `postgresql://…`, as `database`. @default those of MikroORM's options in `database` or `orm` */
  readonly urls?: readonly string[];
  /**
   * How far a copy may lag behind, in seconds: for as long, a client that has written reads from the
   * database itself.
   *
   * @default 5
   */
  readonly lag?: number;
}
