import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import type { Dialect } from '../model/dialect.js';
import { asItIs } from './compared-columns.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { FRACTIONAL, NOT_AN_INTEGER, NOT_FINITE } from './number-value.js';
import { bigintSample } from './ordered.sample.js';
import {
  RANGE_CONSTRAINTS,
  rangeConstraints,
  rangeRefusal,
  type ValueOrder,
} from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { EXACT_INTEGERS } from './stored-value.js';
import { jsonText, storedText } from './text.codec.js';
import { boundSamples, boundWords } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const TOO_SMALL = rangeRefusal('ge', LEAST);
const TOO_LARGE = rangeRefusal('le', MOST);
const TYPE_BOUNDS = { ge: LEAST, le: MOST };
const LONGEST = LEAST.toString().length;
const CANONICAL = /^-?(?:0|[1-9]\d*)$/;
const NOT_DIGITS = new InvalidValue(
  'int_parsing',
  'Input should be a valid integer, unable to parse string as an integer',
);
const ROUNDED = new InvalidValue(
  'int_parsing_size',
  'Input should be a string of digits: a JSON number beyond 9007199254740991 has lost digits',
);

function withinRange(value: bigint): bigint | InvalidValue {
  if (value < LEAST) return TOO_SMALL;
  return value > MOST ? TOO_LARGE : value;
}

function fromNumber(input: number): bigint | InvalidValue {
  if (!Number.isFinite(input)) return NOT_FINITE;
  if (!Number.isInteger(input)) return FRACTIONAL;
  return Number.isSafeInteger(input) ? BigInt(input) : ROUNDED;
}

function fromText(input: string): bigint | InvalidValue {
  if (!CANONICAL.test(input)) return NOT_DIGITS;
  // BigInt() takes quadratic time: a million digits would stop the process for seconds.
  if (input.length > LONGEST) return input.startsWith('-') ? TOO_SMALL : TOO_LARGE;
  return withinRange(BigInt(input));
}

function readBigint(input: unknown): bigint | InvalidValue {
  if (typeof input === 'string') return fromText(input);
  if (typeof input === 'number') return fromNumber(input);
  return typeof input === 'bigint' ? withinRange(input) : NOT_AN_INTEGER;
}

const BIGINT_ORDER: ValueOrder<bigint> = {
  read: readBigint,
  rank: (value) => value,
  integers: { least: LEAST, most: MOST },
};

/** Large integers as digits: better-sqlite3 makes rounded numbers of them, and so does many a `pg` set-up. */
const asText = (column: string): string => `cast(${column} as text)`;

type BigintStorage = Pick<
  ColumnCodec<bigint>,
  'selection' | 'ormSelection' | 'ormComparison' | 'fromDriver'
>;

const STORAGE: Record<Dialect, BigintStorage> = {
  postgresql: { selection: asText, ormSelection: asItIs, fromDriver: exactBigint },
  // A page goes on from what the column holds, be it a text. To an entity manager no digits of a `case` equal an integer.
  sqlite: { ...EXACT_INTEGERS, ormSelection: asText, fromDriver: (raw) => BigInt(storedText(raw)) },
};

/** @throws TypeError for what `pg` has rounded, told to make numbers of `bigint` */
function exactBigint(raw: unknown): bigint {
  if (typeof raw === 'number' && !Number.isSafeInteger(raw))
    throw new TypeError(
      `pg makes rounded numbers of bigint here, by types.setTypeParser(20, …): ${raw}. Have it make BigInt of them, or text.`,
    );
  return BigInt(storedText(raw));
}

function bigintCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<bigint> {
  return {
    columnType: 'bigint',
    constraints: rangeConstraints(constraints, BIGINT_ORDER),
    ...STORAGE[dialect],
    parse: readBigint,
    toDriver: (value) => value,
    toJson: String,
    toText: jsonText,
  };
}

const DIGITS = /^-?(?:0|[1-9]\d{0,18})$/;
const TEXT = { type: 'string', pattern: DIGITS.source } as const;

function describeBigint({ constraints }: FieldModel): ValueDescription {
  const bounds = boundSamples(constraints).map(String);
  return {
    input: { ...TEXT, ...boundWords(constraints, TYPE_BOUNDS) },
    output: TEXT,
    text: { ...TEXT, ...boundWords(TYPE_BOUNDS) },
    samples: ['1', ...bounds],
  };
}

/**
 * An integer of eight bytes: a `bigint` in programs, a string of digits in JSON, as most readers of
 * JSON round a number of that size.
 */
export const bigintColumn: ColumnType = {
  applicable: RANGE_CONSTRAINTS,
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['int8'],
  mergesKeys: true,
  property: () => 'bigint',
  sample: bigintSample,
  problems: (field) => rangeProblems(field, BIGINT_ORDER),
  codec: (field, dialect) => bigintCodec(field.constraints, dialect),
  describe: describeBigint,
};
