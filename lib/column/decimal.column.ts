import { decimalShape, type DecimalShape } from '../model/decimal-shape.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec, DriverValue, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import {
  canonicalDecimals,
  decimalJson,
  DIGITS_OF_A_DOUBLE,
  readDecimal,
  readSqliteDecimal,
  storedDecimal,
} from './decimal-value.js';
import { decimalSample } from './ordered.sample.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { EXACT_INTEGERS, foreignIntegers } from './stored-value.js';
import { describeDecimal } from './decimal.description.js';

/** The most digits that PostgreSQL lets be declared. */
const MOST_DIGITS = 1000;

interface DecimalStorage {
  /** Whether every value of the shape is stored as it is. */
  readonly keeps: (shape: DecimalShape) => boolean;
  readonly read: (input: unknown, shape: DecimalShape) => string | InvalidValue;
  readonly toDriver: (value: string) => DriverValue;
}

const STORAGE: Record<Dialect, DecimalStorage> = {
  postgresql: { keeps: () => true, read: readDecimal, toDriver: (value) => value },
  sqlite: {
    keeps: ({ precision }) => precision <= DIGITS_OF_A_DOUBLE,
    read: readSqliteDecimal,
    // SQLite makes a double of the text as well; V8 is known to round to the nearest one.
    toDriver: Number,
  },
};

/** What PostgreSQL's `numeric(p,s)` holds beside numbers: to it, it is more than all of them. */
const NO_NUMBER = 'NaN';

function decimalOrder(shape: DecimalShape): ValueOrder<string> {
  const unit = shape.precision <= DIGITS_OF_A_DOUBLE ? Number : BigInt;
  return {
    read: (input) => readDecimal(typeof input === 'bigint' ? String(input) : input, shape),
    // All values have the same scale: without the point they are integers of one unit, and up to
    // fifteen digits a number is exact.
    rank: (value) => (value === NO_NUMBER ? Infinity : unit(value.replace('.', ''))),
  };
}

function isIntegerWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function shapeProblems({ precision, scale }: DecimalShape): readonly string[] {
  if (!isIntegerWithin(precision, 1, MOST_DIGITS)) {
    return [`'precision' is ${precision}; give an integer from 1 to ${MOST_DIGITS}`];
  }
  if (isIntegerWithin(scale, 0, precision)) return [];
  return [`'scale' is ${scale}; give an integer from 0 to the 'precision', ${precision}`];
}

function decimalProblems(field: FieldModel): readonly string[] {
  const shape = decimalShape(field.constraints);
  const problems = shapeProblems(shape);
  return problems.length > 0 ? problems : rangeProblems(field, decimalOrder(shape));
}

function decimalCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<string> {
  const shape = decimalShape(constraints);
  const { read, toDriver, keeps } = STORAGE[dialect];
  const canonical = keeps(shape) ? canonicalDecimals(shape) : undefined;
  const isValue = (input: unknown) =>
    typeof input === 'string' &&
    (canonical?.test(input) === true || (constraints.unbounded === true && input === NO_NUMBER));
  return {
    columnType: `numeric(${shape.precision},${shape.scale})`,
    ...(canonical === undefined ? EXACT_INTEGERS : foreignIntegers(constraints)),
    constraints: rangeConstraints(constraints, decimalOrder(shape)),
    parse: (input) => (isValue(input) ? (input as string) : read(input, shape)),
    toDriver,
    fromDriver: (raw) => storedDecimal(raw, shape.scale),
    toJson: (value) => value,
    toText: (raw) => decimalJson(raw, shape.scale),
  };
}

/** A decimal: in programs and in JSON a text with `scale` digits after the point. */
export const decimalColumn: ColumnType = {
  applicable: ['precision', 'scale', ...RANGE_CONSTRAINTS, 'databaseType', 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  property: () => 'string',
  sample: decimalSample,
  problems: decimalProblems,
  codec: (field, dialect) => decimalCodec(field.constraints, dialect),
  describe: ({ constraints }) => describeDecimal(constraints, decimalShape(constraints)),
};
