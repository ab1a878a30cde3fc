import type { ColumnKind } from './column-kind.js';
import type { FieldConstraints, Reference } from './field-model.interface.js';

/** A column, as the database has it. */
export interface ReflectedColumn {
  readonly name: string;
  /** The type's name in the database, e.g. `numeric(10,2)`. */
  readonly databaseType: string;
  /** `undefined`: no type of ours holds its values, so that it is left alone. */
  readonly type: ColumnKind | undefined;
  readonly constraints: FieldConstraints;
  readonly nullable: boolean;
  /** Of a key on SQLite, which may be null there: whether some row has nothing in it. @default false */
  readonly holdsNull?: boolean;
  /** Who makes the value of a row that comes without one. */
  readonly origin: ColumnOrigin;
  /** SQL of its default, as the catalogue has it; `undefined`: none. */
  readonly defaultSql: string | undefined;
  /** Whether PostgreSQL takes different texts in it for equal, which it has no patterns for. @default false */
  readonly nondeterministic?: boolean;
  readonly unique: boolean;
  /** Whether an index begins with it, so that looking for a value is quick. */
  readonly indexed: boolean;
  readonly reference: Reference | undefined;
  readonly comment: string | undefined;
}

/**
 * - `client`: nobody, if the client does not
 * - `default`: the database, unless the client gives one
 * - `database`: the database alone: an identity, a counter, a generated column
 */
export type ColumnOrigin = 'client' | 'default' | 'database';

/** A table or a view, as the database has it. */
export interface ReflectedTable {
  /** Of PostgreSQL; `undefined` on SQLite. */
  readonly schema: string | undefined;
  readonly name: string;
  readonly kind: 'table' | 'view';
  /** In the table's order. */
  readonly columns: readonly ReflectedColumn[];
  /** Names of columns, in the key's order; empty: it has none. */
  readonly primaryKey: readonly string[];
  /** Names of columns of each foreign key of several; empty where the database's errors name them. */
  readonly compositeReferences: readonly (readonly string[])[];
  /** As the database's statistics have it; `undefined`: it keeps none. */
  readonly estimatedRows: number | undefined;
  /** A part of a partitioned table, whose rows are the table's too. */
  readonly partition: boolean;
  /** Whether triggers may change a row after the statement that has written it. */
  readonly triggered: boolean;
  readonly comment: string | undefined;
}
