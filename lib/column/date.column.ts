import { isCalendarDay } from './calendar-day.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { dateSample } from './ordered.sample.js';
import { isInfinite, rankOfDay } from './other-moment.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { foreignIntegers } from './stored-value.js';
import { storedText, textCodec } from './text.codec.js';
import { isoYears, postgresYears } from './wide-years.js';
import { boundSamples, boundWords } from './range.description.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const NOT_A_DATE = new InvalidValue('date_type', 'Input should be a valid date');
const MALFORMED = new InvalidValue(
  'date_parsing',
  'Input should be a valid date in the format YYYY-MM-DD',
);

function readDate(input: unknown): string | InvalidValue {
  if (typeof input !== 'string') return NOT_A_DATE;
  // PostgreSQL has no year 0000.
  return DAY.test(input) && isCalendarDay(input) && input >= '0001' ? input : MALFORMED;
}

/** Days of four-digit years sort as their texts do. */
const DATE_ORDER: ValueOrder<string> = { read: readDate, rank: (day) => day };

const NO_DAY = new InvalidValue(
  'date_parsing',
  "Input should be a valid date in the format YYYY-MM-DD or ±YYYYYY-MM-DD, or 'infinity' or '-infinity'",
);
const ANY_DAY = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d$/;

/** Of a column that holds all that PostgreSQL does. */
function readAnyDate(input: unknown): string | InvalidValue {
  if (typeof input !== 'string') return NOT_A_DATE;
  return isInfinite(input) || (ANY_DAY.test(input) && isCalendarDay(input)) ? input : NO_DAY;
}

const ANY_DATE_ORDER: ValueOrder<string> = { read: readAnyDate, rank: rankOfDay };

function dateCodec(constraints: FieldConstraints): ColumnCodec<string> {
  if (constraints.unbounded !== true)
    return {
      ...textCodec('date', rangeConstraints(constraints, DATE_ORDER)),
      ...foreignIntegers(constraints),
      parse: readDate,
    };
  return {
    ...textCodec('date', rangeConstraints(constraints, ANY_DATE_ORDER)),
    parse: readAnyDate,
    toDriver: postgresYears,
    fromDriver: storedDay,
    toText: (raw) => JSON.stringify(storedDay(raw)),
  };
}

function storedDay(raw: unknown): string {
  const day = storedText(raw);
  return day.length === DAY_LENGTH ? day : isoYears(day);
}

const DAY_LENGTH = '2026-01-31'.length;

const CALENDAR_DAY = { type: 'string', format: 'date' } as const;

/** As it is taken. */
function takenDay({ unbounded }: FieldConstraints) {
  return unbounded === true ? CALENDAR_DAY : { ...CALENDAR_DAY, pattern: '^(?!0000)' };
}

/**
 * A day, `YYYY-MM-DD` everywhere: a `Date` would be midnight in somebody's time zone. SQLite's
 * NUMERIC affinity for this type leaves such a text alone.
 */
export const dateColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'databaseType', 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['date'],
  property: () => 'string',
  sample: dateSample,
  problems: (field) => rangeProblems(field, DATE_ORDER),
  codec: ({ constraints }) => dateCodec(constraints),
  describe: ({ constraints }) => ({
    input: { ...takenDay(constraints), ...boundWords(constraints) },
    output: CALENDAR_DAY,
    text: takenDay(constraints),
    samples: ['2026-01-31', ...boundSamples(constraints)],
  }),
};
