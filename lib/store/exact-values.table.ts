import type { ColumnCodec, DriverValue } from '../column/column-codec.interface.js';
import { exactIntegers } from '../column/stored-value.js';
import type { Dialect } from '../model/dialect.js';
import { BytesOfText, type PlaceValue } from '../query/place.js';

/** How values are read that the driver gives as others than those that are stored. */
export interface ExactValues {
  /** Whether what the driver gave, or the codec's selection made, may be such a value. */
  isRough(raw: unknown, codec: ColumnCodec): boolean;
  /** What is selected to have one of them as it is, given its quoted column. */
  sql(column: string): string;
  /** From what `sql` has given. */
  read(raw: unknown): PlaceValue;
  /** The condition that a column holds one of the values that are given as a rough one. */
  isGiven(column: string, raw: DriverValue, bind: (value: DriverValue) => string): string;
}

/** What stands for bytes that are no UTF-8 in what the driver makes of a text. */
const REPLACEMENT = '\u{FFFD}';

/** Beyond are doubles alone, which the driver gives as they are. */
const INTEGERS_END = 2 ** 63;

function isRoundedNumber(raw: number): boolean {
  return Number.isInteger(raw) && !Number.isSafeInteger(raw) && Math.abs(raw) <= INTEGERS_END;
}

/** What a column's selection makes of an integer that would be rounded; a text of the column may be alike. */
function isLongInteger(raw: string): boolean {
  if (!/^-?[1-9]\d{15,18}$/.test(raw) || Number.isSafeInteger(Number(raw))) return false;
  return BigInt.asIntN(64, BigInt(raw)) === BigInt(raw);
}

/** SQLite checks no text, and its driver rounds integers to doubles. */
export const EXACT_VALUES: Record<Dialect, ExactValues | undefined> = {
  postgresql: undefined,
  sqlite: {
    isRough: (raw, { selection }) => {
      if (typeof raw === 'number') return selection !== exactIntegers && isRoundedNumber(raw);
      if (typeof raw !== 'string') return false;
      return raw.includes(REPLACEMENT) || (selection !== undefined && isLongInteger(raw));
    },
    sql: (column) =>
      `case typeof(${column}) when 'text' then cast(${column} as blob) when 'integer' then cast(${column} as text) else ${column} end`,
    read: (raw) => {
      if (raw instanceof Uint8Array) return new BytesOfText(raw);
      return typeof raw === 'string' ? BigInt(raw) : (raw as number | null);
    },
    isGiven: (column, raw, bind) => {
      if (typeof raw === 'number') return isRoundedTo(column, raw, bind);
      return typeof raw === 'string' && isLongInteger(raw)
        ? `${column} in (${bind(raw)}, ${bind(BigInt(raw))})`
        : `${column} = ${bind(raw)}`;
    },
  },
};

/** The first condition is what an index serves. */
function isRoundedTo(column: string, raw: number, bind: (value: DriverValue) => string): string {
  const room = Math.abs(raw) * Number.EPSILON;
  return `${column} between ${bind(raw - room)} and ${bind(raw + room)} and cast(${column} as real) = ${bind(raw)}`;
}
