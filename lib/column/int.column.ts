import { type ColumnCodec, InvalidValue, type JsonValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import {
  FRACTIONAL,
  integerOf,
  isWideInteger,
  NOT_AN_INTEGER,
  NOT_FINITE,
  numberText,
  storedNumber,
} from './number-value.js';
import { intSample } from './ordered.sample.js';
import {
  RANGE_CONSTRAINTS,
  rangeConstraints,
  rangeRefusal,
  type ValueOrder,
} from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { foreignIntegers } from './stored-value.js';
import { numberBounds, numberSamples } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

/** PostgreSQL's `integer`; SQLite's would hold more, but not on the day the database changes. */
const LEAST = -2_147_483_648;
const MOST = 2_147_483_647;
const TOO_SMALL = rangeRefusal('ge', LEAST);
const TOO_LARGE = rangeRefusal('le', MOST);

function readInt(input: unknown): number | InvalidValue {
  if (typeof input !== 'number') return NOT_AN_INTEGER;
  if (!Number.isFinite(input)) return NOT_FINITE;
  if (!Number.isInteger(input)) return FRACTIONAL;
  if (input < LEAST) return TOO_SMALL;
  if (input > MOST) return TOO_LARGE;
  return input + 0; // -0 becomes 0
}

const INT_ORDER: ValueOrder<number> = {
  read: readInt,
  rank: (value) => value,
  integers: { least: BigInt(LEAST), most: BigInt(MOST) },
};

// PostgreSQL's text of an integer is JSON already; SQLite's column may hold anything.
const TO_TEXT: Record<Dialect, (raw: unknown) => string> = {
  postgresql: String,
  sqlite: numberText,
};

function intCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<number> {
  return {
    columnType: 'integer',
    constraints: rangeConstraints(constraints, INT_ORDER),
    parse: readInt,
    parseText: (text) => readInt(integerOf(text)),
    toDriver: (value) => value,
    fromDriver: storedNumber,
    toJson: (value) => value,
    toText: TO_TEXT[dialect],
  };
}

/** Of a column of SQLite that others have made: it may hold integers of eight bytes, which nobody writes by us. */
function foreignIntCodec(constraints: FieldConstraints): ColumnCodec<number | bigint> {
  return {
    ...intCodec(constraints, 'sqlite'),
    ...foreignIntegers(constraints),
    toDriver: (value) => value,
    fromDriver: (raw) => (isWideInteger(raw) ? BigInt(raw) : storedNumber(raw)),
    toJson: (value) => (typeof value === 'bigint' ? numberOfDigits(value) : value),
    toText: (raw) => (isWideInteger(raw) ? raw : numberText(raw)),
  };
}

/** A number in JSON, as the document says, with all its digits. */
function numberOfDigits(value: bigint): JsonValue {
  return (JSON as RawJson).rawJSON(String(value));
}

/** What Node has, and the types of the language do not. */
type RawJson = typeof JSON & { rawJSON: (text: string) => JsonValue };

const INTEGER = { type: 'integer', format: 'int32' } as const;

function describeInt({ constraints }: FieldModel): ValueDescription {
  const bounds = { minimum: LEAST, maximum: MOST };
  return {
    input: { ...INTEGER, ...numberBounds(constraints, bounds) },
    output: INTEGER,
    text: { ...INTEGER, ...bounds },
    samples: numberSamples(constraints),
  };
}

/** An integer of four bytes, from a JSON number. */
export const intColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'databaseType'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['int4'],
  mergesKeys: true,
  property: () => 'number',
  sample: intSample,
  problems: (field) => rangeProblems(field, INT_ORDER),
  codec: ({ constraints }, dialect) =>
    constraints.databaseType === undefined
      ? intCodec(constraints, dialect)
      : foreignIntCodec(constraints),
  describe: describeInt,
};
