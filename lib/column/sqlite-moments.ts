import type { DateTimeStorage } from './datetime.storage.js';
import { fixedClockTime, fractionAsLong } from './clock-time.js';
import { momentAt, storedDateTime } from './stored-datetime.js';
import { storedValueText } from './stored-value.js';

/** Seconds of the epoch reach it in the year 5138, milliseconds in 1973. */
const SECONDS_END = 100_000_000_000;

/** A moment as text: its parts. */
const MOMENT = /^\d{4}-\d\d-\d\d(?:([ T])\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:?00)?)?$/;

/**
 * How a foreign SQLite table writes moments, told by one of them, for `FieldConstraints.storedAs`:
 * `unix`, `unix_ms`, or the form of the text, e.g. `YYYY-MM-DD HH:MM:SS`. `undefined`: not known.
 */
export function formOfMoment(sample: unknown): string | undefined {
  if (typeof sample === 'number') return Math.abs(sample) < SECONDS_END ? 'unix' : 'unix_ms';
  if (typeof sample !== 'string') return undefined;
  const match = MOMENT.exec(sample);
  if (match === null) return undefined;
  const [, separator, fraction = '', zone = ''] = match;
  if (separator === undefined) return 'YYYY-MM-DD';
  return `YYYY-MM-DD${separator}HH:MM:SS${fraction === '' ? '' : `.${'f'.repeat(fraction.length - 1)}`}${zone}`;
}

interface Form {
  readonly print: (iso: string) => string | number;
  readonly read: (raw: unknown) => Date;
}

const UNIX: Form = {
  print: (iso) => Date.parse(iso) / 1000,
  read: (raw) => (typeof raw === 'number' ? momentAt(raw * 1000, raw) : storedDateTime(raw)),
};
const UNIX_MS: Form = { print: (iso) => Date.parse(iso), read: storedDateTime };

const FORM = /^YYYY-MM-DD(?:([ T])HH:MM:SS(?:\.(f+))?(.*))?$/;

/** As long as the others, where nothing is lost by it: so equal moments are equal texts. */
function textForm(form: string): Form {
  const [, separator = ' ', fraction = '', zone = ''] = FORM.exec(form) ?? [];
  const print = (iso: string): string => {
    const day = iso.slice(0, 10);
    const clock = iso.slice(11, 19);
    const thousandths = iso.slice(20, 23);
    if (form === 'YYYY-MM-DD' && `${clock}.${thousandths}` === '00:00:00.000') return day;
    return `${day}${separator}${clock}${fractionAsLong(thousandths, fraction.length)}${zone}`;
  };
  return { print, read: storedDateTime };
}

/** Text that most rows hold, without a `Date` for each. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z?$/;

function jsonOf(raw: unknown, read: Form['read']): string {
  if (typeof raw === 'string' && WITHOUT_ZONE.test(raw))
    return `"${raw.slice(0, 10)}T${fixedClockTime(raw.slice(11).replace('Z', ''))}Z"`;
  const moment = read(raw);
  // What is no moment is shown as it is stored.
  return Number.isNaN(moment.getTime()) ? storedValueText(raw) : JSON.stringify(moment);
}

/** Reads and writes moments as the other rows have them. @param form - of {@link formOfMoment} */
export function storageOfForm(form: string): DateTimeStorage {
  const { print, read } = form === 'unix' ? UNIX : form === 'unix_ms' ? UNIX_MS : textForm(form);
  return { columnType: 'datetime', print, read, splice: (raw) => jsonOf(raw, read) };
}
