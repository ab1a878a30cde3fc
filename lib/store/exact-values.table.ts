import type { Dialect } from '../model/dialect.js';
import { BytesOfText, type PlaceValue } from '../query/place.js';

/** How values are read that the driver gives as others than those that are stored. */
export interface ExactValues {
  /** Whether what the driver gave may be such a value. */
  isRough(raw: unknown): boolean;
  /** What is selected to have one of them as it is, given its quoted column. */
  sql(column: string): string;
  /** From what `sql` has given. */
  read(raw: unknown): PlaceValue;
}

/** What stands for bytes that are no UTF-8 in what the driver makes of a text. */
const REPLACEMENT = '\u{FFFD}';

/** SQLite checks no text, and its driver rounds integers to doubles. */
export const EXACT_VALUES: Record<Dialect, ExactValues | undefined> = {
  postgresql: undefined,
  sqlite: {
    isRough: (raw) =>
      typeof raw === 'string'
        ? raw.includes(REPLACEMENT)
        : Number.isInteger(raw) && !Number.isSafeInteger(raw),
    sql: (column) =>
      `case typeof(${column}) when 'text' then cast(${column} as blob) when 'integer' then cast(${column} as text) else ${column} end`,
    read: (raw) => {
      if (raw instanceof Uint8Array) return new BytesOfText(raw);
      return typeof raw === 'string' ? BigInt(raw) : (raw as number | null);
    },
  },
};
