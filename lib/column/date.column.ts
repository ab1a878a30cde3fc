import { isCalendarDay } from './calendar-day.js';
import { InvalidValue } from './column-codec.interface.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { dateSample } from './ordered.sample.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { textCodec } from './text.codec.js';
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

const CALENDAR_DAY = { type: 'string', format: 'date' } as const;

/**
 * A day, `YYYY-MM-DD` everywhere: a `Date` would be midnight in somebody's time zone. SQLite's
 * NUMERIC affinity for this type leaves such a text alone.
 */
export const dateColumn: ColumnType = {
  applicable: RANGE_CONSTRAINTS,
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['date'],
  property: () => 'string',
  sample: dateSample,
  problems: (field) => rangeProblems(field, DATE_ORDER),
  codec: ({ constraints }) => ({
    ...textCodec('date', rangeConstraints(constraints, DATE_ORDER)),
    parse: readDate,
  }),
  describe: ({ constraints }) => ({
    input: { ...CALENDAR_DAY, pattern: '^(?!0000)', ...boundWords(constraints) },
    output: CALENDAR_DAY,
    text: CALENDAR_DAY,
    samples: ['2026-01-31', ...boundSamples(constraints)],
  }),
};
