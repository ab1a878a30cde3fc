import type { PrimaryKeyType } from '../declare/endpoint-options.interface.js';
import type { Bound, FieldType } from '../declare/field-options.interface.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { EndpointAccess } from './endpoint-access.js';

/** What a declared field asks of its values; `column/` says which of them its type knows. */
export interface FieldConstraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly ge?: Bound;
  readonly gt?: Bound;
  readonly le?: Bound;
  readonly lt?: Bound;
  readonly precision?: number;
  readonly scale?: number;
  readonly values?: readonly string[];
}

/** A table and a column of it. */
export interface Reference {
  readonly table: string;
  readonly column: string;
}

/** One member of the representation, and its column. */
export interface FieldModel {
  /** The member's name, which is the property's. */
  readonly name: string;
  readonly column: string;
  readonly type: FieldType;
  readonly constraints: FieldConstraints;
  /** May be `null`. */
  readonly optional: boolean;
  /** Makes the value for a member that is left out; `undefined` where there is no default. */
  readonly defaultValue: (() => unknown) | undefined;
  /** The default is always the same, so that the database can know it too. */
  readonly constantDefault: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly reference: Reference | undefined;
}

/**
 * One endpoint, whatever it was declared by: frozen, checked, and complete. Everything made at
 * start is made from this.
 */
export interface EndpointModel {
  /** The class's name, for messages. */
  readonly name: string;
  /** As declared, with a leading slash and no trailing one, e.g. `/books`. */
  readonly route: string;
  readonly table: string;
  readonly primaryKey: PrimaryKeyType;
  /** The declared fields, in declaration order. */
  readonly fields: readonly FieldModel[];
  /** The declared fields, then `id`, `created_at`, `updated_at`, `version`: the JSON's order. */
  readonly columns: readonly FieldModel[];
  /** In the order in which `Allow` lists them. */
  readonly methods: readonly HttpMethod[];
  /** Who may use which verb; one that is not in it is open to everybody. */
  readonly access: EndpointAccess;
  /** `undefined`: as the module says. */
  readonly throttle: RateLimits | false | undefined;
}

/** The columns that every endpoint has without declaring them. */
export const AUTOMATIC_COLUMNS = ['id', 'created_at', 'updated_at', 'version'] as const;
export type AutomaticColumn = (typeof AUTOMATIC_COLUMNS)[number];
