import { InvalidValue } from './column-codec.interface.js';
import {
  type DecimalParts,
  decimalParts,
  fixedDecimal,
  paddedDecimal,
  plainDecimal,
  significantDigits,
} from './decimal-text.js';
import { NOT_FINITE } from './number-value.js';

/** `numeric(precision, scale)`: digits in all, and after the point. */
export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
}

/** Every decimal of so many digits is named by a double, and by no other's shortest text. */
export const DIGITS_OF_A_DOUBLE = 15;
/** Room for the 1000 digits of PostgreSQL with sign, point and some zeros. */
export const LONGEST_TEXT = 1100;
export const NOT_A_DECIMAL = new InvalidValue(
  'decimal_type',
  'Decimal input should be a number or a string',
);
export const MALFORMED = new InvalidValue('decimal_parsing', 'Input should be a valid decimal');
const ROUNDED_NUMBER = new InvalidValue(
  'decimal_precision',
  'Input should be a string: a JSON number keeps 15 significant digits',
);
const BEYOND_SQLITE = new InvalidValue(
  'decimal_precision',
  'Decimal input should have no more than 15 significant digits: SQLite keeps 15, PostgreSQL all',
);

function misfit({ whole, fraction }: DecimalParts, shape: DecimalShape): InvalidValue | undefined {
  const { precision, scale } = shape;
  if (fraction.length > scale) {
    const msg = `Decimal input should have no more than ${scale} decimal places`;
    return new InvalidValue('decimal_max_places', msg);
  }
  const digits = whole === '0' ? 0 : whole.length;
  if (digits <= precision - scale) return undefined;
  const msg = `Decimal input should have no more than ${precision - scale} digits before the decimal point`;
  return new InvalidValue('decimal_max_digits', msg);
}

function fromText(text: string, shape: DecimalShape): string | InvalidValue {
  const parts = text.length > LONGEST_TEXT ? undefined : decimalParts(text);
  if (parts === undefined) return MALFORMED;
  return misfit(parts, shape) ?? fixedDecimal(parts, shape.scale);
}

function digitsOf(canonical: string): number {
  const parts = decimalParts(canonical);
  return parts === undefined ? 0 : significantDigits(parts);
}

function fromNumber(input: number, shape: DecimalShape): string | InvalidValue {
  if (!Number.isFinite(input)) return NOT_FINITE;
  const value = fromText(plainDecimal(input), shape);
  if (value instanceof InvalidValue) return value;
  return digitsOf(value) > DIGITS_OF_A_DOUBLE ? ROUNDED_NUMBER : value;
}

/**
 * Matches the texts that are values as they stand, with `scale` digits after the point: most of
 * those that clients send, and there is nothing to be taken apart.
 */
export function canonicalDecimals({ precision, scale }: DecimalShape): RegExp {
  const most = precision - scale;
  const whole = most === 0 ? '0' : `(?:0|[1-9]\\d{0,${most - 1}})`;
  return new RegExp(scale === 0 ? `^${whole}$` : `^${whole}\\.\\d{${scale}}$`);
}

/** A decimal text, or a number that has not been rounded, to text with the field's scale. */
export function readDecimal(input: unknown, shape: DecimalShape): string | InvalidValue {
  if (typeof input === 'string') return fromText(input, shape);
  return typeof input === 'number' ? fromNumber(input, shape) : NOT_A_DECIMAL;
}

/**
 * A decimal that comes back from SQLite, which stores a double, as it is.
 *
 * Fifteen digits are not enough where a double is near its ends: 1e309 is none, and 1e-320 has
 * fewer digits.
 */
export function readSqliteDecimal(input: unknown, shape: DecimalShape): string | InvalidValue {
  const value = readDecimal(input, shape);
  if (value instanceof InvalidValue) return value;
  const isKept =
    digitsOf(value) <= DIGITS_OF_A_DOUBLE && storedDecimal(Number(value), shape.scale) === value;
  return isKept ? value : BEYOND_SQLITE;
}

/** As {@link storedDecimal}, in JSON: plain digits need no look at each character. */
export function decimalJson(raw: unknown, scale: number): string {
  const padded = paddedDecimal(textOf(raw), scale);
  return padded === undefined ? JSON.stringify(storedDecimal(raw, scale)) : `"${padded}"`;
}

/**
 * What a column of decimals holds, with `scale` digits after the point. A double goes through its
 * shortest text: `toFixed` shows the binary digits behind it, 12345678901234.0996093750 for
 * 12345678901234.1.
 */
export function storedDecimal(raw: unknown, scale: number): string {
  const text = textOf(raw);
  const padded = paddedDecimal(text, scale);
  if (padded !== undefined) return padded;
  const parts = decimalParts(text);
  return parts === undefined ? text : fixedDecimal(parts, scale);
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : plainDecimal(Number(raw));
}
