import type { Type } from '@nestjs/common';

import type { FilterBackend } from './filter-backend.interface.js';

/** What `?field[operator]=` may say, where the field's type has it. */
export const FILTER_OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'between',
  'like',
  'ilike',
  'contains',
  'startswith',
  'endswith',
  'isnull',
] as const;

/**
 * An operator of `?field[operator]=value`; which of them a field has is its type's business.
 *
 * @publicApi
 */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/**
 * A field to filter by: its name, or its name and the operators that may be used on it.
 *
 * @publicApi
 */
export type FilterableField =
  | string
  | {
      readonly name: string;
      /** @default all that the field's type has */
      readonly operators?: readonly FilterOperator[];
    };

/**
 * What clients may ask of a collection. A field that no representation shows can't be named here.
 *
 * @publicApi
 */
export interface FilteringOptions {
  /**
   * What narrows and orders the collection, in this order: `FieldFilter`, `SearchFilter`,
   * `OrderingFilter`, and classes of your own, which Nest makes.
   *
   * @default those of the three whose list below has something in it
   */
  readonly backends?: readonly Type<FilterBackend>[];
  /** `?author=…`, `?price[gte]=…`. */
  readonly fields?: readonly FilterableField[];
  /** The fields that `?search=` looks into. */
  readonly search?: readonly string[];
  /** The fields that `?ordering=` may name. */
  readonly ordering?: readonly string[];
  /** A parameter that nothing reads is a 400, rather than ignored. @default false */
  readonly strict?: boolean;
}

/** The options that `filtering` may have. */
export const FILTERING_OPTION_NAMES: readonly string[] = [
  'backends',
  'fields',
  'search',
  'ordering',
  'strict',
] satisfies (keyof FilteringOptions)[];

/** The options that a field in `filtering.fields` may have. */
export const FILTERABLE_FIELD_OPTION_NAMES: readonly string[] = [
  'name',
  'operators',
] satisfies (keyof Exclude<FilterableField, string>)[];
