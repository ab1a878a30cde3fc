import { fixedClockTime } from './clock-time.js';
import { OtherMoment } from './other-moment.js';
import { storedText } from './text.codec.js';
import { utcOffset } from './utc-offset.js';
import { isoYears } from './wide-years.js';

/** What PostgreSQL prints in any session's time zone, and what other programs leave in SQLite. */
const STORED =
  /^((?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/;

/** What PostgreSQL prints and `Date` does not read, where MikroORM has put a zone behind it. */
const WITH_ZONE = /^(-?infinity|\d{4,}-.* BC|\d{5,}-.*)Z$/;

function fromText(text: string): Date {
  return momentOf(text) ?? fromPrinted(WITH_ZONE.exec(text)?.[1] ?? text);
}

function fromPrinted(text: string): Date {
  return momentOf(text, isoYears(text)) ?? new OtherMoment(text);
}

/** @param iso - with the year as ISO 8601 writes it */
function momentOf(text: string, iso = text): Date | undefined {
  const match = STORED.exec(iso);
  if (match === null) return undefined;
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const local = Date.parse(`${day}T${fixedClockTime(minutes + seconds)}Z`);
  return momentAt(local - utcOffset(zone), text);
}

/**
 * A stored moment, whoever wrote it: text with or without time, fraction and zone (none is UTC),
 * or milliseconds of the epoch, as MikroORM stores dates in SQLite. Microseconds are cut off. What
 * no `Date` can say, such as PostgreSQL's `infinity`, is an {@link OtherMoment}.
 */
export function storedDateTime(raw: unknown): Date {
  if (typeof raw === 'string') return fromText(raw);
  if (raw instanceof Date) return raw;
  // What `pg` makes of PostgreSQL's two infinities.
  if (raw === Infinity || raw === -Infinity)
    return new OtherMoment(raw > 0 ? 'infinity' : '-infinity');
  return momentAt(Number(raw), raw);
}

/** A moment of the epoch, in milliseconds. @param raw - what it is made of */
export function momentAt(time: number, raw: unknown): Date {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? new OtherMoment(storedText(raw)) : moment;
}
