import type { DriverValue } from '../column/column-codec.interface.js';

/** A row as the driver gave it: one value for each column that was selected, in that order. */
export type Row = readonly unknown[];

/** The key of a row, as the driver takes it. */
export type Key = number | string;

/** The rows of a collection, at most as many as were asked for. */
export interface RowPage {
  readonly rows: readonly Row[];
  /** More rows would have been there. */
  readonly truncated: boolean;
}

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
