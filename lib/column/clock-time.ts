import type { InvalidValue } from './column-codec.interface.js';

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?$/;
const BEYOND_MILLISECONDS = /\.\d{3}\d*[1-9]/;

/** What is answered for a time that is none, and for one finer than milliseconds. */
export interface ClockRefusals {
  readonly malformed: InvalidValue;
  readonly tooPrecise: InvalidValue;
}

/** `HH:MM`, `HH:MM:SS` and fractions of seconds, to `HH:MM:SS.mmm`. There is no 24:00. */
export function readClockTime(text: string, refusals: ClockRefusals): string | InvalidValue {
  if (!CLOCK.test(text)) return refusals.malformed;
  if (BEYOND_MILLISECONDS.test(text)) return refusals.tooPrecise;
  return fixedClockTime(withSeconds(text));
}

/** `HH:MM` to `HH:MM:SS`; what has seconds as it is. */
export function withSeconds(text: string): string {
  return text.length === 5 ? `${text}:00` : text;
}

/** `HH:MM:SS` with or without a fraction, to `HH:MM:SS.mmm`; finer digits are cut off. */
export function fixedClockTime(text: string): string {
  return `${text.slice(0, 8)}.${text.slice(9, 12).padEnd(3, '0')}`;
}

/** Thousandths with their point, in so many digits where nothing is lost by it; nothing where there are none. */
export function fractionAsLong(thousandths: string, length: number): string {
  const needed = thousandths.replace(/0+$/, '').length;
  const digits = length === 0 && needed > 0 ? 3 : Math.max(length, needed);
  return digits === 0 ? '' : `.${thousandths.padEnd(digits, '0').slice(0, digits)}`;
}
