/** The last moment that was written, and its text. */
let last = { time: Number.NaN, text: '' };

/**
 * A moment as ISO 8601 text. A new row has the same moment in two columns, and the rows of one
 * millisecond have one: writing it is half of what a column of moments costs.
 *
 * @throws RangeError for an invalid date
 */
export function isoText(moment: Date): string {
  const time = moment.getTime();
  if (time !== last.time) last = { time, text: moment.toISOString() };
  return last.text;
}
