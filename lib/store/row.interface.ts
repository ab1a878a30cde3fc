import type { DriverValue } from '../column/column-codec.interface.js';

/** A row as the driver gave it: one value for each column that was selected, in that order. */
export type Row = readonly unknown[];

/** The key of a row, as the driver takes it. */
export type Key = number | string;

/** New values of some fields. */
export interface RowChange {
  /** Positions in `model.fields`, ascending. */
  readonly present: readonly number[];
  /** One for each of `present`. */
  readonly values: readonly DriverValue[];
}

/** What a statement tried to do, for the message where the database refuses it. */
export interface Attempt {
  readonly change?: RowChange;
  readonly deletes?: Key;
}
