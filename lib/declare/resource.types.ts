import type { RestEndpoint } from './rest-endpoint.js';

/** What is the class's own business, and no member of the resource. */
type OwnMembers = keyof RestEndpoint;

/** The names of the properties that may be left out or `null`. */
type OptionalNames<T> = {
  [K in keyof T]-?: undefined extends T[K] ? K : null extends T[K] ? K : never;
}[keyof T];

/** The names of the properties of a class that are data: methods are not. */
type DataNames<T> = {
  [K in keyof T]-?: K extends OwnMembers
    ? never
    : T[K] extends (...args: never[]) => unknown
      ? never
      : K;
}[keyof T];

/** The declared fields of an endpoint class. */
type Declared<T> = Pick<T, DataNames<T>>;

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
 * A stored row as a program sees it: what the class's properties say, plus the automatic members.
 *
 * @publicApi
 */
export type Resource<T> = {
  readonly [K in keyof Declared<T>]-?: undefined extends T[K & keyof T]
    ? Exclude<Declared<T>[K], undefined> | null
    : Declared<T>[K];
} & AutomaticMembers;

/**
 * What makes a new row: properties that are `?` or may be `null` can be left out.
 *
 * @publicApi
 */
export type CreateInput<T> = Omit<Declared<T>, OptionalNames<Declared<T>>> &
  Partial<Pick<Declared<T>, OptionalNames<Declared<T>>>>;

/**
 * What replaces a row: as for a new one, and the version that was read.
 *
 * @publicApi
 */
export type ReplaceInput<T> = CreateInput<T> & {
  /** That the row had when it was read. */
  readonly version: number;
};

/**
 * What changes a row: some members, and the version that was read.
 *
 * @publicApi
 */
export type ChangeInput<T> = Partial<Declared<T>> & {
  /** That the row had when it was read. */
  readonly version: number;
};

/**
 * What a page says of the collection it is cut from; which members there are is the pagination
 * style's: all four of `page_number`, `next` and `previous` of `cursor`.
 */
export interface PageEnvelope {
  /** Rows of all pages; `null` where they were not counted. */
  readonly count?: number | null;
  /** `null` where the rows were not counted. */
  readonly pages?: number | null;
  /** The URL of the next page, or the cursor to it; `null` on the last page. */
  readonly next?: string | null;
  /** As `next`; `null` on the first page. */
  readonly previous?: string | null;
}

/**
 * A part of a collection.
 *
 * @publicApi
 */
export interface Collection<T> extends PageEnvelope {
  /** The rows, in the order that was asked for. */
  readonly results: readonly Resource<T>[];
}

/**
 * A stored row as a hook sees it: the class's own properties and the automatic members. (It is a
 * {@link Resource} of the class, in words that TypeScript understands inside the class.)
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
