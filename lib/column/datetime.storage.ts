import type { Dialect } from '../model/dialect.js';
import { fixedClockTime } from './clock-time.js';
import { epochText } from './epoch-text.js';
import { postgresYears } from './wide-years.js';

/** How a database writes moments, between ISO 8601 text and what it stores. */
export interface DateTimeStorage {
  readonly columnType: string;
  /** `2026-11-22T09:56:33.158Z` to what is bound. */
  readonly print: (iso: string) => string | number;
  /** Left out: as anybody writes moments. */
  readonly read?: (raw: unknown) => Date;
  /** What we stored to JSON text, without a `Date` for each; `undefined` for what others stored. */
  readonly splice: (raw: unknown) => string | undefined;
}

/** A `timestamptz` in a session whose time zone is UTC, or a `timestamp`, which is taken for UTC. */
const POSTGRES_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?:\+00)?$/;
/** As most rows have it: the milliseconds' last digit is no zero. */
const POSTGRES_MILLISECONDS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00$/;
const SIX_DIGITS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/;

/** Of a moment whose year has four digits. */
const ISO_LENGTH = '2026-11-22T09:56:33.158Z'.length;

export const DATETIME_STORAGE: Record<Dialect, DateTimeStorage> = {
  postgresql: {
    columnType: 'timestamptz(3)',
    print: (iso) => (iso.length === ISO_LENGTH && iso >= '0001' ? iso : postgresYears(iso)),
    splice: (raw) => {
      if (typeof raw !== 'string') return undefined;
      if (POSTGRES_MILLISECONDS.test(raw)) return `"${raw.slice(0, 10)}T${raw.slice(11, 23)}Z"`;
      if (!POSTGRES_UTC.test(raw)) return undefined;
      return `"${raw.slice(0, 10)}T${fixedClockTime(raw.slice(11).replace('+00', ''))}Z"`;
    },
  },
  /**
   * The text that SQLAlchemy writes and reads, which sorts as the moments do. Six digits: it reads
   * `.158` as 158 microseconds. The type's affinity is NUMERIC, which leaves alone what does not
   * look like a number as a whole.
   *
   * @see https://www.sqlite.org/datatype3.html#type_affinity
   */
  sqlite: {
    columnType: 'datetime',
    print: (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 23)}000`,
    splice: (raw) => {
      if (typeof raw === 'number') return epochJson(raw);
      if (typeof raw !== 'string' || !SIX_DIGITS.test(raw)) return undefined;
      return `"${raw.slice(0, 10)}T${raw.slice(11, 23)}Z"`;
    },
  },
};

/** MikroORM stores moments in SQLite so. */
function epochJson(moment: number): string | undefined {
  const text = epochText(moment);
  return text && `"${text}"`;
}
