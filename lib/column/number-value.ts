import { InvalidValue } from './column-codec.interface.js';

export const NOT_FINITE = new InvalidValue('finite_number', 'Input should be a finite number');
export const NOT_AN_INTEGER = new InvalidValue('int_type', 'Input should be a valid integer');
export const FRACTIONAL = new InvalidValue(
  'int_from_float',
  'Input should be a valid integer, got a number with a fractional part',
);

/**
 * What a column of numbers holds: a number from SQLite and, by default, from `pg`, else text. NaN
 * where a foreign table holds something else, which JSON shows as `null`.
 */
export function storedNumber(raw: unknown): number {
  return Number(raw);
}

/** A stored number as JSON text, in the digits that `JSON.stringify` gives on any database. */
export function numberText(raw: unknown): string {
  const value = Number(raw);
  return Number.isFinite(value) ? String(value) : 'null';
}

const DIGITS = /^-?(?:0|[1-9]\d{0,18})$/;

/** Whether the driver gave the digits of an integer that a number would round: `exactIntegers` selects them. */
export function isWideInteger(raw: unknown): raw is string {
  return typeof raw === 'string' && DIGITS.test(raw) && !Number.isSafeInteger(Number(raw));
}

/** As JSON writes numbers. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The integer that a text of a query string writes; the text itself where it writes none. */
export function integerOf(text: string): unknown {
  return DIGITS.test(text) ? Number(text) : text;
}

/** The number that a text of a query string writes; the text itself where it writes none. */
export function numberOf(text: string): unknown {
  return NUMBER.test(text) ? Number(text) : text;
}
