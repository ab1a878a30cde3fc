/** Digits with or without a fraction; no plus sign, no exponent, no spaces. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const WITH_EXPONENT = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

/** A decimal in parts that have no superfluous zeros: `-007.50` is `-`, `7` and `5`. */
export interface DecimalParts {
  readonly sign: '' | '-';
  readonly whole: string;
  readonly fraction: string;
}

// A regular expression for zeros at the end takes quadratic time.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.charAt(end - 1) === '0') end -= 1;
  return digits.slice(0, end);
}

/** The parts of a plain decimal text; `undefined` for any other text. */
export function decimalParts(text: string): DecimalParts | undefined {
  if (!PLAIN.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return {
    sign: text.startsWith('-') && /[1-9]/.test(text) ? '-' : '',
    whole: whole.replace(/^0+(?=\d)/, ''),
    fraction: withoutTrailingZeros(fraction),
  };
}

/** How many digits remain when the zeros at both ends are taken away. */
export function significantDigits({ whole, fraction }: DecimalParts): number {
  return withoutTrailingZeros((whole + fraction).replace(/^0+/, '')).length;
}

/** The shortest decimal text that names this very double, without exponent: `1e-7` is `0.0000001`. */
export function plainDecimal(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const match = WITH_EXPONENT.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', power = ''] = match;
  return sign + withPoint(first + rest, 1 + Number(power));
}

function withPoint(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  const whole = digits.slice(0, point).padEnd(point, '0');
  return digits.length > point ? `${whole}.${digits.slice(point)}` : whole;
}

/** Parts as text with `scale` digits after the point; digits beyond are rounded half up. */
export function fixedDecimal(parts: DecimalParts, scale: number): string {
  const { sign, whole, fraction } = parts;
  if (fraction.length > scale) return fixedDecimal(rounded(parts, scale), scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${fraction.padEnd(scale, '0')}`;
}

function rounded({ sign, whole, fraction }: DecimalParts, scale: number): DecimalParts {
  const kept = BigInt(whole + fraction.slice(0, scale));
  const scaled = fraction.charAt(scale) >= '5' ? kept + 1n : kept;
  const digits = scaled.toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return {
    sign: scaled === 0n ? '' : sign,
    whole: digits.slice(0, point),
    fraction: digits.slice(point),
  };
}

/** Plain text filled up with zeros to `scale` digits: all that most stored decimals need. */
export function paddedDecimal(text: string, scale: number): string | undefined {
  if (!PLAIN.test(text)) return undefined;
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  if (places === scale) return text;
  return places < scale ? `${text}${point < 0 ? '.' : ''}${'0'.repeat(scale - places)}` : undefined;
}
