import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import type { CollectionQuery } from './collection-query.js';

/** A text by its bytes: SQLite holds some that are no UTF-8, and so none of JavaScript's. */
export class BytesOfText {
  constructor(readonly bytes: Uint8Array) {}
}

/** What a row has in a field that it is ordered by. */
export type PlaceValue = DriverValue | BytesOfText;

/** Where a row is in an ordering, as the driver gave its values. */
export function placeOf(
  { ordering }: CollectionQuery,
  row: readonly unknown[],
): readonly DriverValue[] {
  return ordering.map(({ field: { codec, position } }) => boundAgain(codec, row[position]));
}

/** PostgreSQL reads a truth value from its text, SQLite gives a number. */
function boundAgain({ toPlace }: ColumnCodec, raw: unknown): DriverValue {
  if (raw === null || raw === undefined) return null;
  if (toPlace !== undefined) return toPlace(raw);
  return typeof raw === 'boolean' ? String(raw) : (raw as DriverValue);
}
