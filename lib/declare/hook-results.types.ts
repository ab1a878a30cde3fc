import type { QueryBuilder } from '@mikro-orm/sql';

/**
 * What `scope` may return: conditions of any endpoint. (TypeScript can't compare conditions on the
 * `this` of a class that may yet be extended.)
 *
 * @publicApi
 */
export type Scope = Readonly<Record<string, unknown>> | undefined;

/**
 * What `queryset` may return: conditions, or a query builder on `entityOf(TheEndpoint)` whose rows
 * the collection then shows.
 *
 * @publicApi
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a builder of whatever shape
export type Queryset = Scope | QueryBuilder<any, any, any, any, any, any, any>;

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;
