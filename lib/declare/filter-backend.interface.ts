import type { Awaitable } from './hook-results.types.js';
import type { LightApiRequest } from './light-api-request.interface.js';
import type { QueryParameter } from './value-schema.interface.js';

/**
 * One step of an ordering.
 *
 * @publicApi
 */
export interface OrderTerm {
  /** The field's name. */
  readonly field: string;
  readonly descending: boolean;
  /** Where rows without a value go. */
  readonly nulls: 'first' | 'last';
}

/**
 * What a collection has been narrowed to so far. It never changes: each method returns another.
 *
 * @publicApi
 */
export interface NarrowedCollection {
  /** Keeps the rows that the conditions hold for: MikroORM's, or a query builder on the entity. */
  where(conditions: object): NarrowedCollection;
  /** Replaces the ordering; the primary key completes it. */
  orderBy(terms: readonly OrderTerm[]): NarrowedCollection;
}

/**
 * The query of a request, decoded.
 *
 * @publicApi
 */
export interface CollectionParameters {
  /** Each name that was sent, once, in the order of the URL. */
  readonly names: readonly string[];
  /**
   * The value of a parameter, `undefined` where it was not sent.
   *
   * @throws {@link MalformedRequestError} where it was sent more than once
   */
  one(name: string): string | undefined;
  /** Every value of a parameter, in the order of the URL. */
  all(name: string): readonly string[];
}

/**
 * What a filter backend is told.
 *
 * @publicApi
 */
export interface FilterContext {
  readonly parameters: CollectionParameters;
  /** Whether the caller may see a member: one that they may not must not be asked about either. */
  readonly isReadable: (member: string) => boolean;
  /** `undefined` where a program asks outside of any request. */
  readonly request: LightApiRequest | undefined;
}

/**
 * Narrows a collection to what a request asks for.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class RecentFilter implements FilterBackend {
 *   readonly parameters = ['days'];
 *
 *   filter(collection: NarrowedCollection, { parameters }: FilterContext) {
 *     const days = parameters.one('days');
 *     return days === undefined ? collection : collection.where({ created_at: { $gt: since(days) } });
 *   }
 * }
 * ```
 * @publicApi
 */
export interface FilterBackend {
  /**
   * The query parameters that it reads: what `strict` lets through, and what a cached answer
   * depends on.
   */
  readonly parameters: readonly string[];
  /** What the document of the API says of its parameters. @default that they are texts */
  describe?(): readonly QueryParameter[];
  /** @throws {@link MalformedRequestError} for a value that can't be read, naming the parameter */
  filter(collection: NarrowedCollection, context: FilterContext): Awaitable<NarrowedCollection>;
}
