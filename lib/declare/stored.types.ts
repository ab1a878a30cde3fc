/** The members that every resource has without declaring them. */
export interface AutomaticMembers {
  /** A string where the endpoint has `primaryKey: 'uuid'`. */
  readonly id: number | string;
  /** When the row was made. */
  readonly created_at: Date;
  /** When the row was last written. */
  readonly updated_at: Date;
  /** 1 at first; each write adds 1. */
  readonly version: number;
}

/**
 * What a page says of the collection it is cut from; which members there are is the pagination
 * style's.
 */
export interface PageEnvelope {
  /** Rows of all pages, in styles that count; `null` where they were not counted. */
  readonly count?: number | null;
  /** Of pages that have numbers; `null` where the rows were not counted. */
  readonly pages?: number | null;
  /** The URL of the next page, or the cursor to it; `null` on the last page. */
  readonly next?: string | null;
  /** As `next`; `null` on the first page. */
  readonly previous?: string | null;
}

/**
 * A stored row as a hook sees it: the class's own properties and the automatic members. (It is a
 * `Resource` of the class, in words that TypeScript understands inside the class.)
 *
 * @publicApi
 */
export type Stored<T> = T & AutomaticMembers;

/**
 * A part of a collection, as a hook sees it.
 *
 * @publicApi
 */
export interface StoredCollection<T> extends PageEnvelope {
  /** The rows, in the order that was asked for. */
  readonly results: readonly Stored<T>[];
}

/**
 * A body as it came: an object of anything. What a hook hands to `super` is validated there.
 *
 * @publicApi
 */
export type RequestBody = Readonly<Record<string, unknown>>;
