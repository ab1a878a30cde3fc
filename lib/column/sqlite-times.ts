import { fractionAsLong } from './clock-time.js';

/** A time of day as text: its parts. */
const TIME = /^\d\d:\d\d(:\d\d(?:\.(\d+))?)?$/;

/**
 * How a foreign SQLite table writes times of day, told by one of them, for `FieldConstraints.storedAs`: `HH:MM`,
 * `HH:MM:SS`, or `HH:MM:SS.fff` with as many digits. `undefined`: not known.
 */
export function formOfTime(sample: unknown): string | undefined {
  const match = typeof sample === 'string' ? TIME.exec(sample) : null;
  if (match === null) return undefined;
  const [, seconds, fraction = ''] = match;
  if (seconds === undefined) return 'HH:MM';
  return fraction === '' ? 'HH:MM:SS' : `HH:MM:SS.${'f'.repeat(fraction.length)}`;
}

/**
 * Writes times as the other rows have them, as long where nothing is lost by it: so equal times are equal texts.
 *
 * @param form - of {@link formOfTime}
 * @returns from `HH:MM:SS.mmm`
 */
export function printerOfTimes(form: string): (time: string) => string {
  const [, digits = ''] = form.split('.');
  return (time) => {
    if (form === 'HH:MM' && time.endsWith(':00.000')) return time.slice(0, 5);
    return time.slice(0, 8) + fractionAsLong(time.slice(9), digits.length);
  };
}
