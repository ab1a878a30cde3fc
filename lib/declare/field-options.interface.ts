import type { PermissionOption } from './combined-permission.js';
import type { FieldType } from './field-types.js';

/** A bound of a range; what the field's type reads: a number, a decimal text, an ISO date. */
export type Bound = number | string | bigint | Date;

/**
 * The options of `@Field`.
 *
 * @publicApi
 */
export interface FieldOptions {
  /** @default what the property's TypeScript type says, where it is one of five. */
  readonly type?: FieldType;
  /** The member may be left out and may be `null`. @default false */
  readonly optional?: boolean;
  /** Stored when the member is left out, on POST and PUT: a JSON value, or a function making one. */
  readonly default?: unknown;
  /** In Unicode code points. */
  readonly minLength?: number;
  /** In Unicode code points. */
  readonly maxLength?: number;
  /**
   * A regular expression that has to match somewhere in the text; anchor it with `^` and `$`. As a
   * text it has the flag `u`. A text that it has not judged within a tenth of a second does not match.
   */
  readonly pattern?: RegExp | string;
  /** Greater than or equal to. */
  readonly ge?: Bound;
  /** Greater than. */
  readonly gt?: Bound;
  /** Less than or equal to. */
  readonly le?: Bound;
  /** Less than. */
  readonly lt?: Bound;
  /** Significant digits of a `decimal`. @default 38 */
  readonly precision?: number;
  /** Digits after the point of a `decimal`. @default 10 */
  readonly scale?: number;
  /** The seed's word for `scale`. */
  readonly decimalPlaces?: number;
  /** The texts an `enum` may hold. */
  readonly values?: readonly string[];
  /** No two rows hold the same value; any number may hold `null`. @default false */
  readonly unique?: boolean;
  /** An index of the column. @default false */
  readonly index?: boolean;
  /** `'authors.id'`, or a function returning the endpoint class whose key is referred to. */
  readonly foreignKey?: string | (() => abstract new (...args: never[]) => unknown);
  /**
   * Who sees the member. From others it is left out, and they can't filter, search or order by it.
   * It is asked about callers, not about rows: a permission with `hasObjectPermission` is refused.
   *
   * @default everybody who may read the resource
   */
  readonly read?: PermissionOption;
  /**
   * Who may set the member: for others a body that has it is a 403, and PUT leaves it as it is.
   * Hooks and services set it for them. Asked as `read` is.
   *
   * @default everybody who may write the resource
   */
  readonly write?: PermissionOption;
  /** The property is the class's own business: no column, no member. @default false */
  readonly exclude?: boolean;
}
