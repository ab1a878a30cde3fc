import type { AutomaticMembers, PageEnvelope } from './stored.types.js';
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
export type ReplaceInput<T> = CreateInput<T> & { readonly version: number };

/**
 * What changes a row: some members, and the version that was read.
 *
 * @publicApi
 */
export type ChangeInput<T> = Partial<Declared<T>> & { readonly version: number };

/**
 * A part of a collection.
 *
 * @publicApi
 */
export interface Collection<T> extends PageEnvelope {
  readonly results: readonly Resource<T>[];
}
