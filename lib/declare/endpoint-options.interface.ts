import type { CanActivate, NestInterceptor, PipeTransform, Type } from '@nestjs/common';

import type { AuthenticationOptions, MethodOptions } from './authentication-options.interface.js';
import type { CacheOptions } from './cache-options.interface.js';
import type { FilteringOptions } from './filtering-options.interface.js';
import type { HttpMethod } from './http-method.js';
import type { MiddlewareClass } from './middleware.js';
import type { PaginationOptions } from './pagination-options.interface.js';
import type { RateLimits } from './rate-limits.interface.js';
import type { SerializerDeclaration } from './serializer.js';

/**
 * How keys of new rows come about: counted by the database, or random UUIDs.
 *
 * @publicApi
 */
export type PrimaryKeyType = 'integer' | 'uuid';

/**
 * The options of `@Endpoint`.
 *
 * @publicApi
 */
export interface EndpointOptions {
  /**
   * The verbs that are served, as a list or each with options of its own; the others answer 405.
   *
   * @default all five
   */
  readonly methods?: readonly HttpMethod[] | Readonly<Partial<Record<HttpMethod, MethodOptions>>>;
  /** Who may call. @default the module's `authentication`; without any, everybody */
  readonly authentication?: AuthenticationOptions;
  /** How often one client may call; `false` lifts the module's limits. @default the module's */
  readonly throttle?: RateLimits | false;
  /** @default the class's name without `Endpoint`, in snake case and plural */
  readonly table?: string;
  /** How keys of new rows are made: by the database, or random UUIDs. @default 'integer' */
  readonly primaryKey?: PrimaryKeyType;
  /** What clients may filter, search and order the collection by. @default nothing */
  readonly filtering?: FilteringOptions;
  /** How the collection is cut into pages. @default not at all: up to `maxResults` rows */
  readonly pagination?: PaginationOptions;
  /** Which members answers show. @default all */
  readonly serializer?: SerializerDeclaration;
  /**
   * How long answers to GET are kept: in Redis where the module has one, else in the process. Every
   * write to the table through endpoints and their services outdates them. @default not at all
   */
  readonly cache?: CacheOptions;
  /** Guards of the application for the generated controller. */
  readonly guards?: readonly (Type<CanActivate> | CanActivate)[];
  /** Interceptors of the application for the generated controller. */
  readonly interceptors?: readonly (Type<NestInterceptor> | NestInterceptor)[];
  /** Pipes of the application for the generated controller. */
  readonly pipes?: readonly (Type<PipeTransform> | PipeTransform)[];
  /** What is around every request of this endpoint, inside of the module's `middleware`. */
  readonly middleware?: readonly MiddlewareClass[];
}

/** The options an `@Endpoint` may have; anything else is a mistake that is reported at start. */
export const ENDPOINT_OPTION_NAMES: readonly string[] = [
  'methods',
  'authentication',
  'throttle',
  'table',
  'primaryKey',
  'filtering',
  'pagination',
  'serializer',
  'cache',
  'guards',
  'interceptors',
  'pipes',
  'middleware',
] satisfies (keyof EndpointOptions)[];
