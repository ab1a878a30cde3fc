import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { DATETIME_STORAGE } from './datetime.storage.js';
import { isoText } from './iso-text.js';
import { readIsoDateTime, withinYears } from './iso-datetime.js';
import { datetimeSample } from './ordered.sample.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { storageOfForm } from './sqlite-moments.js';
import { storedDateTime } from './stored-datetime.js';
import { boundSamples, boundWords } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_A_DATETIME = new InvalidValue('datetime_type', 'Input should be a valid datetime');

function readDateTime(input: unknown): Date | InvalidValue {
  if (typeof input === 'string') return readIsoDateTime(input);
  return input instanceof Date ? withinYears(input) : NOT_A_DATETIME;
}

const DATETIME_ORDER: ValueOrder<Date> = {
  read: readDateTime,
  rank: (moment) => moment.getTime(),
};

function dateTimeCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<Date> {
  const { storedAs } = constraints;
  const storage = storedAs === undefined ? DATETIME_STORAGE[dialect] : storageOfForm(storedAs);
  const { columnType, print, splice, read = storedDateTime } = storage;
  return {
    columnType,
    constraints: rangeConstraints(constraints, DATETIME_ORDER),
    parse: readDateTime,
    toDriver: (moment) => print(isoText(moment)),
    fromDriver: read,
    // As Date's own toJSON: null for an invalid date, where toISOString throws.
    toJson: (moment) => (Number.isNaN(moment.getTime()) ? null : moment.toISOString()),
    toText: (raw) => splice(raw) ?? JSON.stringify(storedDateTime(raw)),
  };
}

const MOMENT = { type: 'string', format: 'date-time' } as const;

/** To the millisecond; other forms of ISO 8601 are understood as well. */
const MILLISECONDS = String.raw`^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$`;

function describeDateTime({ constraints }: FieldModel): ValueDescription {
  const text = { ...MOMENT, pattern: MILLISECONDS };
  return {
    input: { ...text, ...boundWords(constraints) },
    output: { ...MOMENT, pattern: String.raw`\.\d{3}Z$` },
    text,
    samples: ['2026-01-31T09:30:00.000Z', ...boundSamples(constraints)],
  };
}

/** A moment, to the millisecond and in UTC: a `Date` in programs, ISO 8601 text in JSON. */
export const datetimeColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'storedAs'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['timestamptz', 'timestamp'],
  property: () => 'Date',
  sample: datetimeSample,
  problems: (field) => rangeProblems(field, DATETIME_ORDER),
  codec: (field, dialect) => dateTimeCodec(field.constraints, dialect),
  describe: describeDateTime,
};
