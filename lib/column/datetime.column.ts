import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { DATETIME_STORAGE } from './datetime.storage.js';
import { isoText } from './iso-text.js';
import { ofAnyYear, readIsoDateTime, withinYears } from './iso-datetime.js';
import { datetimeSample } from './ordered.sample.js';
import { isInfinite, OtherMoment, rankOfMoment } from './other-moment.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { storageOfForm } from './sqlite-moments.js';
import { storedDateTime } from './stored-datetime.js';
import { foreignIntegers } from './stored-value.js';
import { boundSamples, boundWords } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_A_DATETIME = new InvalidValue('datetime_type', 'Input should be a valid datetime');

function readDateTime(input: unknown): Date | InvalidValue {
  if (typeof input === 'string') return readIsoDateTime(input);
  return input instanceof Date ? withinYears(input) : NOT_A_DATETIME;
}

/** Of a column that holds all that PostgreSQL does. */
function readAnyDateTime(input: unknown): Date | InvalidValue {
  if (typeof input === 'string')
    return isInfinite(input) ? new OtherMoment(input) : readIsoDateTime(input, ofAnyYear);
  if (input instanceof OtherMoment && isInfinite(input.text)) return input;
  return input instanceof Date ? ofAnyYear(input) : NOT_A_DATETIME;
}

const DATETIME_ORDER: ValueOrder<Date> = { read: readDateTime, rank: rankOfMoment };

function dateTimeCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<Date> {
  const { storedAs, unbounded } = constraints;
  const storage = storedAs === undefined ? DATETIME_STORAGE[dialect] : storageOfForm(storedAs);
  const { columnType, print, splice, read = storedDateTime } = storage;
  return {
    columnType,
    ...foreignIntegers(constraints),
    constraints: rangeConstraints(constraints, DATETIME_ORDER),
    parse: unbounded === true ? readAnyDateTime : readDateTime,
    toDriver: (moment) => (moment instanceof OtherMoment ? moment.text : print(isoText(moment))),
    fromDriver: read,
    // `null` for an invalid date, where toISOString throws.
    toJson: (moment) => moment.toJSON(),
    toText: (raw) => splice(raw) ?? JSON.stringify(storedDateTime(raw)),
  };
}

const MOMENT = { type: 'string', format: 'date-time' } as const;

/** To the millisecond; other forms of ISO 8601 are understood as well. */
const MILLISECONDS = String.raw`^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$`;

/** What is beyond `Date` is as PostgreSQL prints it, `294276-01-01 00:00:00+00`. */
const ANY_OUTPUT = String.raw`(?:\.\d{3}Z|infinity)$|^\d{6}-`;
const ANY_MILLISECONDS = String.raw`^(?:-?infinity|(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))$`;

function describeDateTime({ constraints }: FieldModel): ValueDescription {
  const isUnbounded = constraints.unbounded === true;
  const text = { ...MOMENT, pattern: isUnbounded ? ANY_MILLISECONDS : MILLISECONDS };
  return {
    input: { ...text, ...boundWords(constraints) },
    output: { ...MOMENT, pattern: isUnbounded ? ANY_OUTPUT : String.raw`\.\d{3}Z$` },
    text,
    samples: ['2026-01-31T09:30:00.000Z', ...boundSamples(constraints)],
  };
}

/** A moment, to the millisecond and in UTC: a `Date` in programs, ISO 8601 text in JSON. */
export const datetimeColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'storedAs', 'databaseType', 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['timestamptz', 'timestamp'],
  property: () => 'Date',
  sample: datetimeSample,
  problems: (field) => rangeProblems(field, DATETIME_ORDER),
  codec: (field, dialect) => dateTimeCodec(field.constraints, dialect),
  describe: describeDateTime,
};
