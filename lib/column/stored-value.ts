import type { FieldConstraints } from '../model/field-model.interface.js';
import type { ColumnCodec } from './column-codec.interface.js';
import { asItIs } from './compared-columns.js';
import { storedText } from './text.codec.js';

/** Whatever SQLite holds in a row, as JSON text: numbers are numbers, bytes are base64. */
export function storedValueText(raw: unknown): string {
  return typeof raw === 'number' ? JSON.stringify(raw) : JSON.stringify(storedText(raw));
}

/** The digits of integers that a JavaScript number would round, as text; other values as they are. */
export function exactIntegers(column: string): string {
  const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
  const beyond = `(${column} > ${MAX_SAFE_INTEGER} or ${column} < ${MIN_SAFE_INTEGER})`;
  return `case when typeof(${column}) = 'integer' and ${beyond} then cast(${column} as text) else ${column} end`;
}

/** How integers of eight bytes are read from SQLite; what compares them is the column. */
export const EXACT_INTEGERS: Pick<ColumnCodec, 'selection' | 'ormComparison'> = {
  selection: exactIntegers,
  ormComparison: asItIs,
};

/** What else holds for a column of SQLite that others have made: they may have written integers of eight bytes. */
export function foreignIntegers({ databaseType }: FieldConstraints): typeof EXACT_INTEGERS {
  return databaseType === undefined ? {} : EXACT_INTEGERS;
}
