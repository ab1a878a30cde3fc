import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { type ClockRefusals, fixedClockTime, readClockTime, withSeconds } from './clock-time.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnType } from './column-type.interface.js';
import { ORDERED_OPERATORS } from './filter-operators.js';
import { timeSample } from './ordered.sample.js';
import { RANGE_CONSTRAINTS, rangeConstraints, type ValueOrder } from './range.constraints.js';
import { rangeProblems } from './range.problems.js';
import { printerOfTimes } from './sqlite-times.js';
import { foreignIntegers } from './stored-value.js';
import { storedText } from './text.codec.js';
import { boundSamples, boundWords } from './range.description.js';
import type { ValueDescription } from './value-description.interface.js';

const NOT_A_TIME = new InvalidValue('time_type', 'Input should be a valid time');
const REFUSALS: ClockRefusals = {
  malformed: new InvalidValue(
    'time_parsing',
    'Input should be in a valid time format, such as 09:56:33.158',
  ),
  tooPrecise: new InvalidValue(
    'time_precision',
    'Input should be a time with at most milliseconds',
  ),
};

/** What PostgreSQL prints, and what we and others store in SQLite. */
const STORED = /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

interface TimeStorage {
  readonly columnType: string;
  readonly print: (time: string) => string;
}

const STORAGE: Record<Dialect, TimeStorage> = {
  postgresql: { columnType: 'time(3)', print: (time) => time },
  // Six digits, as for `datetime`: SQLAlchemy reads `.158` as 158 microseconds.
  sqlite: { columnType: 'time', print: (time) => `${time}000` },
};

function readTime(input: unknown): string | InvalidValue {
  return typeof input === 'string' ? readClockTime(input, REFUSALS) : NOT_A_TIME;
}

/** PostgreSQL has the end of a day, which is behind all others as text too. */
const END_OF_DAY = /^24:00(?::00(?:\.0{1,9})?)?$/;

/** Of a column that holds all that PostgreSQL does. */
function readAnyTime(input: unknown): string | InvalidValue {
  return typeof input === 'string' && END_OF_DAY.test(input) ? '24:00:00.000' : readTime(input);
}

function storedTime(raw: unknown): string {
  const text = storedText(raw);
  return STORED.test(text) ? fixedClockTime(withSeconds(text)) : text;
}

const TIME_ORDER: ValueOrder<string> = { read: readTime, rank: (time) => time };
const ANY_TIME_ORDER: ValueOrder<string> = { ...TIME_ORDER, read: readAnyTime };

/** How times of a column are read and compared. */
function orderOf({ unbounded }: FieldConstraints): ValueOrder<string> {
  return unbounded === true ? ANY_TIME_ORDER : TIME_ORDER;
}

function timeCodec(constraints: FieldConstraints, dialect: Dialect): ColumnCodec<string> {
  const { columnType, print } = STORAGE[dialect];
  const { storedAs } = constraints;
  const order = orderOf(constraints);
  return {
    columnType,
    ...foreignIntegers(constraints),
    constraints: rangeConstraints(constraints, order),
    parse: (input) => order.read(input),
    toDriver: storedAs === undefined ? print : printerOfTimes(storedAs),
    fromDriver: storedTime,
    toJson: (time) => time,
    toText: (raw) => JSON.stringify(storedTime(raw)),
  };
}

const CLOCK = String.raw`^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?$`;
const ANY_CLOCK = String.raw`${CLOCK}|^24:00(?::00(?:\.0{1,3})?)?$`;

/** Without a zone it is no `time` of JSON Schema. */
function describeTime({ constraints }: FieldModel): ValueDescription {
  const pattern = constraints.unbounded === true ? ANY_CLOCK : CLOCK;
  const text = { type: 'string', pattern } as const;
  return {
    input: { ...text, ...boundWords(constraints) },
    output: { type: 'string', pattern: String.raw`^\d\d:\d\d:\d\d\.\d{3}$` },
    text,
    samples: ['09:30:00', ...boundSamples(constraints)],
  };
}

/** A time of day without a zone, `HH:MM:SS.mmm` in programs and in JSON. */
export const timeColumn: ColumnType = {
  applicable: [...RANGE_CONSTRAINTS, 'storedAs', 'databaseType', 'unbounded'],
  operators: ORDERED_OPERATORS,
  sortable: true,
  catalogued: ['time'],
  property: () => 'string',
  sample: timeSample,
  problems: (field) => rangeProblems(field, orderOf(field.constraints)),
  codec: (field, dialect) => timeCodec(field.constraints, dialect),
  describe: describeTime,
};
