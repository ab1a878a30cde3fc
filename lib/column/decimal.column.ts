import type { FieldConstraints, FieldModel } from '../model/endpoint-model.interface.js';
import type { ColumnCodec, Dialect, DriverValue, InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import {
  type DecimalShape,
  readDecimal,
  readSqliteDecimal,
  storedDecimal,
} from './decimal-value.js';
import { decimalSample } from './ordered.sample.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { describeDecimal } from './decimal.description.js';

/** The most digits that PostgreSQL lets be declared. */
const MOST_DIGITS = 1000;

interface DecimalStorage {
  readonly read: (input: unknown, shape: DecimalShape) => string | InvalidValue;
  readonly toDriver: (value: string) => DriverValue;
}

const STORAGE: Record<Dialect, DecimalStorage> = {
  postgresql: { read: readDecimal, toDriver: (value) => value },
  // SQLite makes a double of the text as well; V8 is known to round to the nearest one.
  sqlite: { read: readSqliteDecimal, toDriver: Number },
};

function shapeOf({ precision = 38, scale = 10 }: FieldConstraints): DecimalShape {
  return { precision, scale };
}

function decimalOrder(shape: DecimalShape): ValueOrder<string> {
  return {
    read: (input) => readDecimal(typeof input === 'bigint' ? String(input) : input, shape),
    // All values have the same scale: without the point they are integers of one unit.
    rank: (value) => BigInt(value.replace('.', '')),
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
  const shape = shapeOf(field.constraints);
  const problems = shapeProblems(shape);
  return problems.length > 0 ? problems : rangeProblems(field, decimalOrder(shape));
}

function decimalCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<string> {
  const shape = shapeOf(constraints);
  const { read, toDriver } = STORAGE[dialect];
  return {
    columnType: `numeric(${shape.precision},${shape.scale})`,
    constraints: rangeConstraints(constraints, decimalOrder(shape)),
    parse: (input) => read(input, shape),
    toDriver,
    fromDriver: (raw) => storedDecimal(raw, shape.scale),
    toJson: (value) => value,
    toText: (raw) => JSON.stringify(storedDecimal(raw, shape.scale)),
  };
}

/** A decimal: in programs and in JSON a text with `scale` digits after the point. */
export const decimalColumn: ColumnType = {
  applicable: ['precision', 'scale', ...RANGE_CONSTRAINTS],
  operators: ORDERED_OPERATORS,
  sortable: true,
  property: () => 'string',
  sample: decimalSample,
  problems: decimalProblems,
  codec: (field, dialect) => decimalCodec(field.constraints, dialect),
  describe: ({ constraints }) => describeDecimal(constraints, shapeOf(constraints)),
};
