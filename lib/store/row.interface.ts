import type { DriverValue } from '../column/column-codec.interface.js';

/** A row as the driver gave it: one value for each column that was selected, in that order. */
export type Row = readonly unknown[];

/** The key of a row, as the driver takes it: a value for each of the key's columns. */
export type Key = readonly DriverValue[];

/** New values of some columns. */
export interface RowChange {
  /** Positions in `model.columns`, ascending. */
  readonly present: readonly number[];
  /** One for each of `present`. */
  readonly values: readonly DriverValue[];
  /** Positions of columns that go back to what the database has as their default. @default none */
  readonly defaulted?: readonly number[];
}

/** What a statement tried to do, for the message where the database refuses it. */
export interface Attempt {
  readonly change?: RowChange;
  readonly deletes?: Key;
  /** Whether it would have made a row. */
  readonly inserts?: boolean;
  /** Which parameter is the first of a key's, counted from 1; left out where the statement asks for no key. */
  readonly keyFrom?: number;
}
