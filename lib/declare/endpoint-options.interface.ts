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
  /**
   * With `reflect`, also `schema.table` on PostgreSQL.
   *
   * @default the class's name without `Endpoint`, in snake case and plural; with `reflect`, what
   * the database has of that name, of its singular, or of the route's
   */
  readonly table?: string;
  /**
   * Columns are read from a table or view that there is, which is never altered; declared fields
   * narrow what it says. `'partial'` adds declared fields that the table lacks.
   *
   * @default false: the fields are the columns
   */
  readonly reflect?: boolean | 'partial';
  /**
   * How keys of new rows are made: by the database, or random UUIDs. With `reflect` the table says
   * so; there `'uuid'` makes UUIDs for a key that the database has no default for, and names of
   * columns are the key of a view or of a table without one, for reading.
   *
   * @default 'integer'
   */
  readonly primaryKey?: PrimaryKeyType | readonly string[];
  /**
   * With `reflect`: the column of integers that updates count up and are compared by; `'xmin'` on
   * PostgreSQL; `false` for a digest of the row.
   *
   * @default 'version' where the table has such a column, else a digest of the row
   */
  readonly versionField?: string | false;
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
  'reflect',
  'primaryKey',
  'versionField',
  'filtering',
  'pagination',
  'serializer',
  'cache',
  'guards',
  'interceptors',
  'pipes',
  'middleware',
] satisfies (keyof EndpointOptions)[];
