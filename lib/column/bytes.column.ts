import { asItIs } from './compared-columns.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { storedText } from './text.codec.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_BYTES = new InvalidValue('bytes_type', 'Input should be a string of base64');
const MALFORMED = new InvalidValue('bytes_parsing', 'Input should be valid base64, with padding');

/** PostgreSQL breaks the lines of base64. */
const STORAGE: Record<
  Dialect,
  Pick<ColumnCodec, 'columnType' | 'selection' | 'ormComparison' | 'toPlace'>
> = {
  postgresql: {
    columnType: 'bytea',
    selection: (column) => `translate(encode(${column}, 'base64'), chr(10), '')`,
    ormComparison: asItIs,
    toPlace: storedBytes,
  },
  sqlite: { columnType: 'blob' },
};

function readBytes(input: unknown): Uint8Array | InvalidValue {
  if (input instanceof Uint8Array) return input;
  if (typeof input !== 'string') return NOT_BYTES;
  const bytes = Buffer.from(input, 'base64');
  // Node ignores what is no base64.
  return bytes.toString('base64') === input ? bytes : MALFORMED;
}

/** A copy: requests that share a read share its rows. */
function storedBytes(raw: unknown): Uint8Array {
  return raw instanceof Uint8Array ? Buffer.from(raw) : Buffer.from(storedText(raw), 'base64');
}

/** SQLite may hold a text or a number in a column of bytes: those are shown as they are. */
function bytesText(raw: unknown): string {
  return JSON.stringify(typeof raw === 'number' ? raw : storedText(raw));
}

function bytesCodec(dialect: Dialect): ColumnCodec<Uint8Array> {
  return {
    ...STORAGE[dialect],
    constraints: [],
    parse: readBytes,
    toDriver: (value) => value,
    fromDriver: storedBytes,
    toJson: storedText,
    toText: bytesText,
  };
}

const BASE64 = { type: 'string', contentEncoding: 'base64' } as const;

/** Whole groups of four, without bits that mean nothing. */
const WHOLE_BASE64 =
  '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$';

const DESCRIPTION: ValueDescription = {
  input: { ...BASE64, pattern: WHOLE_BASE64 },
  output: BASE64,
  text: BASE64,
  samples: ['aGVsbG8='],
};

/** Bytes: a `Uint8Array` in programs, base64 in JSON. */
export const bytesColumn: ColumnType = {
  applicable: ['databaseType'],
  operators: ['isnull'],
  sortable: false,
  catalogued: ['bytea'],
  property: () => 'Uint8Array',
  sample: (_field, seed) => Buffer.from(`row ${seed}`).toString('base64'),
  problems: () => [],
  codec: (_field, dialect) => bytesCodec(dialect),
  describe: () => DESCRIPTION,
};
