import type { PermissionOption } from '../declare/combined-permission.js';
import type { Bound } from '../declare/field-options.interface.js';
import type { ColumnKind } from './column-kind.js';

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
  /** Of a reflected column, as the database names it: what its values are read by. */
  readonly databaseType?: string;
  /** Of a reflected column of moments or times on SQLite: how the rows there are write them. */
  readonly storedAs?: string;
  /** Of a reflected column: infinity, NaN, years beyond four digits and 24:00 are values of it, as its type has them. */
  readonly unbounded?: boolean;
  /** Of a reflected column of a domain over an enum: the enum, as SQL names it, as PostgreSQL compares no domain with one. */
  readonly comparedAs?: string;
  /** Of a reflected array: what its elements are. */
  readonly element?: ElementModel;
}

/** What an array holds. */
export interface ElementModel {
  readonly type: ColumnKind;
  readonly constraints: FieldConstraints;
}

/** A table and a column of it. */
export interface Reference {
  /** Of PostgreSQL, where it is reflected; else it is the one that the connection looks in. */
  readonly schema?: string | undefined;
  readonly table: string;
  readonly column: string;
}

/** The default of a column, as the database has it. */
export interface DatabaseDefault {
  /** `undefined`: it can't be told. */
  readonly sql: string | undefined;
}

/** One member of the representation, and its column. */
export interface FieldModel {
  /** The member's name, which is the property's. */
  readonly name: string;
  readonly column: string;
  readonly type: ColumnKind;
  readonly constraints: FieldConstraints;
  /** May be `null`. */
  readonly optional: boolean;
  /** Of a reflected key: some row has nothing in it, which no client may set. @default false */
  readonly holdsNull?: boolean;
  /** Not optional, but rows may have nothing in the column: that is the table's word, or was it. @default false */
  readonly columnNullable?: boolean;
  /** Makes the value for a member that is left out; `undefined` where there is no default. */
  readonly defaultValue: (() => unknown) | undefined;
  /** The default is always the same, so that the database can know it too. */
  readonly constantDefault: boolean;
  /** What the database makes of a column that a statement leaves out. @default nothing */
  readonly databaseDefault?: DatabaseDefault | undefined;
  /** Of a reflected column: PostgreSQL takes different texts in it for equal. @default false */
  readonly nondeterministic?: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly reference: Reference | undefined;
  /** Who sees it; `undefined`: everybody. */
  readonly read: PermissionOption | undefined;
  /** Who may set it; `undefined`: everybody. */
  readonly write: PermissionOption | undefined;
}
