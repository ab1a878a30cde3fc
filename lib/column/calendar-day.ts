/**
 * Whether a text of the form `YYYY-MM-DD` names a day that exists: JavaScript's `Date` makes 1 March
 * of 30 February.
 */
export function isCalendarDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
