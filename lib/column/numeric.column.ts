import { type ColumnCodec, type DriverValue, InvalidValue } from './column-codec.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { decimalParts, plainDecimal, significantDigits } from './decimal-text.js';
import { DIGITS_OF_A_DOUBLE, LONGEST_TEXT, MALFORMED, NOT_A_DECIMAL } from './decimal-value.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { NOT_FINITE } from './number-value.js';
import { exactIntegers } from './stored-value.js';
import { storedText } from './text.codec.js';
import { orWords } from './or-words.js';
import { sameEverywhere, type ValueDescription } from './value-description.interface.js';

interface NumericStorage {
  /** However many there are. */
  readonly keepsDigits: boolean;
  readonly toDriver: (value: string) => DriverValue;
  readonly selection?: (column: string) => string;
}

/** SQLite has a double, of which more digits than it holds would be others, or an integer that others have written. */
const STORAGE: Record<Dialect, NumericStorage> = {
  postgresql: { keepsDigits: true, toDriver: (value) => value },
  sqlite: { keepsDigits: false, toDriver: Number, selection: exactIntegers },
};

const TOO_PRECISE = new InvalidValue(
  'decimal_precision',
  'Decimal input should have no more than 15 significant digits',
);

function readNumeric(input: unknown, keepsDigits: boolean): string | InvalidValue {
  if (typeof input !== 'string' && typeof input !== 'number') return NOT_A_DECIMAL;
  if (typeof input === 'number' && !Number.isFinite(input)) return NOT_FINITE;
  const text = typeof input === 'number' ? plainDecimal(input) : input;
  const parts = text.length > LONGEST_TEXT ? undefined : decimalParts(text);
  if (parts === undefined) return MALFORMED;
  const keepsAll = keepsDigits && typeof input === 'string';
  return keepsAll || significantDigits(parts) <= DIGITS_OF_A_DOUBLE ? text : TOO_PRECISE;
}

/** What else PostgreSQL's `numeric` holds, as it prints it. */
const NO_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

function storedNumeric(raw: unknown): string {
  return typeof raw === 'number' ? plainDecimal(raw) : storedText(raw);
}

function numericCodec({ unbounded }: FieldConstraints, dialect: Dialect): ColumnCodec<string> {
  const { keepsDigits, toDriver, selection } = STORAGE[dialect];
  const isOther = (input: unknown): input is string =>
    unbounded === true && NO_NUMBERS.includes(input as string);
  return {
    columnType: 'numeric',
    constraints: [],
    ...(selection && { selection }),
    parse: (input) => (isOther(input) ? input : readNumeric(input, keepsDigits)),
    toDriver,
    fromDriver: storedNumeric,
    toJson: (value) => value,
    toText: (raw) => JSON.stringify(storedNumeric(raw)),
  };
}

const DECIMAL = { type: 'string', format: 'decimal' } as const;

function describeNumeric({ unbounded }: FieldConstraints): ValueDescription {
  return sameEverywhere(unbounded === true ? orWords(DECIMAL, NO_NUMBERS) : DECIMAL, '1.5');
}

/** A decimal with as many digits after the point as it is given: a text, as `decimal` is. */
export const numericColumn: ColumnType = {
  applicable: ['databaseType', 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  property: () => 'string',
  sample: (_field, seed) => `${seed}.5`,
  problems: () => [],
  codec: ({ constraints }, dialect) => numericCodec(constraints, dialect),
  describe: ({ constraints }) => describeNumeric(constraints),
};
