import { fixedClockTime } from './clock-time.js';
import { utcOffset } from './utc-offset.js';

/** What PostgreSQL prints in any session's time zone, and what other programs leave in SQLite. */
const STORED =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/;

function fromText(text: string): Date {
  const match = STORED.exec(text);
  if (match === null) return new Date(NaN);
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const local = Date.parse(`${day}T${fixedClockTime(minutes + seconds)}Z`);
  return new Date(local - utcOffset(zone));
}

/**
 * A stored moment, whoever wrote it: text with or without time, fraction and zone (none is UTC),
 * or milliseconds of the epoch, as MikroORM stores dates in SQLite. Microseconds are cut off. What
 * is no moment of ours, such as PostgreSQL's `infinity`, is an invalid date, `null` in JSON.
 */
export function storedDateTime(raw: unknown): Date {
  if (typeof raw === 'string') return fromText(raw);
  return raw instanceof Date ? raw : new Date(Number(raw));
}
