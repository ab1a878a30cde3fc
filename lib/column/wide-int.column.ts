import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { FRACTIONAL, NOT_AN_INTEGER, NOT_FINITE } from './number-value.js';
import { intSample } from './ordered.sample.js';
import {
  RANGE_CONSTRAINTS,
  rangeConstraints,
  rangeRefusal,
  type ValueOrder,
} from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { EXACT_INTEGERS, storedValueText } from './stored-value.js';
import { storedText } from './text.codec.js';
import { numberBounds, numberSamples } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const DIGITS = /^-?(?:0|[1-9]\d{0,18})$/;
const ROUNDED = new InvalidValue(
  'int_parsing_size',
  'Input should be a string of digits: a JSON number beyond 9007199254740991 has lost digits',
);

function fromNumber(input: number): number | InvalidValue {
  if (!Number.isFinite(input)) return NOT_FINITE;
  if (!Number.isInteger(input)) return FRACTIONAL;
  return Number.isSafeInteger(input) ? input + 0 : ROUNDED;
}

function narrowed(value: bigint): number | bigint | InvalidValue {
  if (value < LEAST) return rangeRefusal('ge', LEAST);
  if (value > MOST) return rangeRefusal('le', MOST);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readDigits(text: string): number | bigint | InvalidValue {
  return DIGITS.test(text) ? narrowed(BigInt(text)) : NOT_AN_INTEGER;
}

/** Digits as text are taken where a number could not hold them. */
function readWideInt(input: unknown): number | bigint | InvalidValue {
  if (typeof input === 'number') return fromNumber(input);
  if (typeof input === 'bigint') return narrowed(input);
  if (typeof input !== 'string') return NOT_AN_INTEGER;
  const value = readDigits(input);
  return typeof value === 'number' ? NOT_AN_INTEGER : value;
}

const ORDER: ValueOrder<number | bigint> = {
  read: readWideInt,
  rank: (value) => value,
  integers: { least: LEAST, most: MOST },
};

function fromDriver(raw: unknown): number | bigint {
  const value = typeof raw === 'string' ? readDigits(raw) : raw;
  return typeof value === 'number' || typeof value === 'bigint' ? value : NaN;
}

const STORAGE: Record<Dialect, typeof EXACT_INTEGERS & Pick<ColumnCodec, 'columnType' | 'toText'>> =
  {
    postgresql: { columnType: 'bigint', toText: String },
    sqlite: { columnType: 'integer', ...EXACT_INTEGERS, toText: storedValueText },
  };

function wideIntCodec(
  constraints: FieldConstraints,
  dialect: Dialect,
): ColumnCodec<number | bigint> {
  return {
    ...STORAGE[dialect],
    constraints: rangeConstraints(constraints, ORDER),
    parse: readWideInt,
    parseText: readDigits,
    toDriver: (value) => value,
    fromDriver,
    toJson: (value) => (typeof value === 'number' ? value : storedText(value)),
  };
}

const INTEGER = { type: 'integer', format: 'int64' } as const;

/** What a number can't hold without loss is a text; PostgreSQL's `oid` never is. */
const OUTPUTS: Record<Dialect, ValueSchema> = {
  postgresql: INTEGER,
  sqlite: {
    type: ['integer', 'string'],
    pattern: DIGITS.source,
    description: 'A number; a string of digits beyond 9007199254740991.',
  },
};

function describeWideInt({ constraints }: FieldModel, dialect: Dialect): ValueDescription {
  const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
  return {
    input: { ...INTEGER, ...numberBounds(constraints, safe) },
    output: OUTPUTS[dialect],
    text: INTEGER,
    samples: numberSamples(constraints),
  };
}

/**
 * An integer of up to eight bytes, from a JSON number; beyond what a number holds without loss, from
 * a string of digits.
 */
export const wideIntColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'databaseType'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  property: () => 'number | bigint',
  sample: intSample,
  problems: (field) => rangeProblems(field, ORDER),
  codec: (field, dialect) => wideIntCodec(field.constraints, dialect),
  describe: describeWideInt,
};
