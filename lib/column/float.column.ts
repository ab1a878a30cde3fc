import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { floatSample } from './float.sample.js';
import { nullable } from './nullable-schema.js';
import { NOT_FINITE, numberOf, numberText, storedNumber } from './number-value.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { numberBounds, numberSamples } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_A_NUMBER = new InvalidValue('float_type', 'Input should be a valid number');

/** Eight bytes on both. */
const COLUMN_TYPES: Record<Dialect, string> = { postgresql: 'double precision', sqlite: 'real' };

function readFloat(input: unknown): number | InvalidValue {
  if (typeof input !== 'number') return NOT_A_NUMBER;
  if (!Number.isFinite(input)) return NOT_FINITE;
  return input + 0; // -0 becomes 0: JSON.stringify writes no -0, PostgreSQL would keep one
}

const FLOAT_ORDER: ValueOrder<number> = { read: readFloat, rank: (value) => value };

function floatCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<number> {
  return {
    columnType: COLUMN_TYPES[dialect],
    constraints: rangeConstraints(constraints, FLOAT_ORDER),
    parse: readFloat,
    parseText: (text) => readFloat(numberOf(text)),
    toDriver: (value) => value,
    fromDriver: storedNumber,
    toJson: (value) => value,
    toText: numberText, // PostgreSQL writes 1e-07, JavaScript 1e-7
  };
}

const NUMBER = { type: 'number', format: 'double' } as const;

function describeFloat({ constraints }: FieldModel): ValueDescription {
  return {
    input: { ...NUMBER, ...numberBounds(constraints) },
    // JSON has no word for what else a column may hold.
    output: constraints.unbounded === true ? nullable(NUMBER) : NUMBER,
    text: NUMBER,
    samples: numberSamples(constraints),
  };
}

/** A finite number of double precision. */
export const floatColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['float4', 'float8'],
  property: () => 'number',
  sample: floatSample,
  problems: (field) => rangeProblems(field, FLOAT_ORDER),
  codec: (field, dialect) => floatCodec(field.constraints, dialect),
  describe: describeFloat,
};
