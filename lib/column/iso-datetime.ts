import { isCalendarDay } from './calendar-day.js';
import { type ClockRefusals, readClockTime } from './clock-time.js';
import { InvalidValue } from './column-codec.interface.js';
import { utcOffset } from './utc-offset.js';

const REFUSALS: ClockRefusals = {
  malformed: new InvalidValue(
    'datetime_parsing',
    'Input should be a valid datetime in ISO 8601, such as 2026-11-22T09:56:33.158Z',
  ),
  tooPrecise: new InvalidValue(
    'datetime_precision',
    'Input should be a datetime with at most milliseconds',
  ),
};
const OUT_OF_RANGE = new InvalidValue(
  'datetime_parsing',
  'Input should be a valid datetime, from the year 0001 to 9999 in UTC',
);
const BEYOND_DATE = new InvalidValue(
  'datetime_parsing',
  "Input should be a valid datetime, at most of the year +275760, or 'infinity' or '-infinity'",
);

/** A day, perhaps a time, then perhaps a zone. */
const ISO_DATETIME =
  /^((?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:[Tt ]([\d:.]+)([Zz]|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment that both databases hold, and that ISO 8601 writes with a year of four digits. */
export function withinYears(moment: Date): Date | InvalidValue {
  const time = moment.getTime();
  return time >= FIRST_MOMENT && time <= LAST_MOMENT ? moment : OUT_OF_RANGE;
}

/** A moment that `Date` holds. */
export function ofAnyYear(moment: Date): Date | InvalidValue {
  return Number.isNaN(moment.getTime()) ? BEYOND_DATE : moment;
}

/**
 * ISO 8601 text to a moment: without a time midnight, without a zone UTC.
 *
 * @param within - which years there may be
 * @see RFC 3339, section 5.6, which also allows lower-case letters and a space for the `T`
 */
export function readIsoDateTime(text: string, within = withinYears): Date | InvalidValue {
  const match = ISO_DATETIME.exec(text);
  const [, day = '', clock = '00:00', zone = 'Z'] = match ?? [];
  if (match === null || !isCalendarDay(day)) return REFUSALS.malformed;
  const time = readClockTime(clock, REFUSALS);
  if (time instanceof InvalidValue) return time;
  return within(new Date(Date.parse(`${day}T${time}Z`) - utcOffset(zone)));
}
