/** A day that may be beyond `Date`, which ends in 275760. */
const OF_WIDE_YEAR = /^\+(\d{6})(-\d\d-\d\d)$/;
/** The last that `Date` holds as a whole. */
const LAST_WHOLE_YEAR = 275_759;
const YEARS_OF_A_CYCLE = 400;

/**
 * Whether a text of the form `YYYY-MM-DD` or `±YYYYYY-MM-DD` names a day that exists: JavaScript's `Date` makes 1 March
 * of 30 February.
 */
export function isCalendarDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime())) return isBeyondDate(text);
  return midnight.toISOString().startsWith(text);
}

/** A day is there in a year if it is in the same one of the calendar's other cycles. */
function isBeyondDate(text: string): boolean {
  const [, year = '', day = ''] = OF_WIDE_YEAR.exec(text) ?? [];
  if (Number(year) <= LAST_WHOLE_YEAR) return false;
  return isCalendarDay(`${2000 + (Number(year) % YEARS_OF_A_CYCLE)}${day}`);
}
