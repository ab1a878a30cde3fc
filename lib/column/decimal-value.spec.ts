import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal, readSqliteDecimal, storedDecimal } from './decimal-value.js';

const MONEY = { precision: 10, scale: 2 };
const WIDE = { precision: 38, scale: 10 };

describe('a decimal', () => {
  it.each([
    ['0', '0.00'],
    ['-0.00', '0.00'],
    ['-0', '0.00'],
    ['007.5', '7.50'],
    ['12.500000', '12.50'],
    ['99999999.99', '99999999.99'],
    ['-99999999.99', '-99999999.99'],
    [`${'0'.repeat(1000)}1`, '1.00'],
    [1.5, '1.50'],
    [-0, '0.00'],
    [0.01, '0.01'],
    [1e-2, '0.01'],
    [1e7, '10000000.00'],
  ])('takes %o as %s', (input, value) => {
    expect(readDecimal(input, MONEY)).toBe(value);
  });

  it.each([
    ['1.005', 'decimal_max_places'],
    [1e-7, 'decimal_max_places'],
    [5e-324, 'decimal_max_places'],
    ['100000000', 'decimal_max_digits'],
    [1e300, 'decimal_max_digits'],
    ['+1', 'decimal_parsing'],
    ['1e3', 'decimal_parsing'],
    ['.5', 'decimal_parsing'],
    ['', 'decimal_parsing'],
    ['NaN', 'decimal_parsing'],
    ['1,5', 'decimal_parsing'],
    ['0'.repeat(1101), 'decimal_parsing'],
    [NaN, 'finite_number'],
    [Infinity, 'finite_number'],
    [true, 'decimal_type'],
    [1n, 'decimal_type'],
    [null, 'decimal_type'],
    [['1'], 'decimal_type'],
  ])('refuses %o as %s', (input, type) => {
    expect(readDecimal(input, MONEY)).toMatchObject({ type });
  });

  it('says how many digits there may be before and after the point', () => {
    expect(readDecimal('1.005', MONEY)).toMatchObject({
      msg: expect.stringContaining('2 decimal places'),
    });
    expect(readDecimal('1e9'.replace('e9', '0'.repeat(9)), MONEY)).toMatchObject({
      msg: expect.stringContaining('8 digits before the decimal point'),
    });
  });

  it('may have no digit before the point, where the shape has none', () => {
    expect(readDecimal('0.99', { precision: 2, scale: 2 })).toBe('0.99');
    expect(readDecimal('1.00', { precision: 2, scale: 2 })).toMatchObject({
      type: 'decimal_max_digits',
    });
  });

  it('is not made of a number that has been rounded', () => {
    expect(readDecimal(0.1 + 0.2, { precision: 38, scale: 20 })).toMatchObject({
      type: 'decimal_precision',
      msg: expect.stringContaining('should be a string'),
    });
    expect(readDecimal(123456789012345.6, WIDE)).toMatchObject({ type: 'decimal_precision' });
  });

  it('has all its digits on PostgreSQL', () => {
    const digits = `${'9'.repeat(28)}.${'9'.repeat(10)}`;

    expect(readDecimal(digits, WIDE)).toBe(digits);
  });
});

describe('a decimal on SQLite', () => {
  it.each([
    '12345678901234.1',
    '99999999999999.9',
    '0.123456789',
    '123456789012345',
    '123456789012345000',
    '-1000000000000000000000000000',
  ])('takes %s and shows it again', (input) => {
    const value = readSqliteDecimal(input, WIDE);

    expect(value).toBe(readDecimal(input, WIDE));
    expect(storedDecimal(Number(value), WIDE.scale)).toBe(value);
  });

  it.each([
    ['1234567890123456', WIDE],
    ['0.1234567890123456', { precision: 38, scale: 20 }],
    ['12345678901.00001', WIDE],
    [`1${'0'.repeat(309)}`, { precision: 1000, scale: 0 }],
    [`0.${'0'.repeat(319)}12345`, { precision: 1000, scale: 400 }],
  ])('refuses %o, which a double would alter', (input, shape) => {
    expect(readSqliteDecimal(input, shape)).toMatchObject({
      type: 'decimal_precision',
      msg: expect.stringMatching(/SQLite keeps 15.*PostgreSQL all/),
    });
    expect(readDecimal(input, shape)).toEqual(expect.any(String));
  });

  it('still says first what is wrong on every database', () => {
    expect(readSqliteDecimal('1.005', MONEY)).toMatchObject({ type: 'decimal_max_places' });
  });

  it('comes back from a double with any fifteen digits and any scale', () => {
    const digits = fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n);
    fc.assert(
      fc.property(digits, fc.nat(25), fc.nat(12), (unscaled, scale, zeros) => {
        const sign = unscaled < 0n ? '-' : '';
        const text = `${unscaled}${'0'.repeat(zeros)}`.replace('-', '').padStart(scale + 1, '0');
        const point = text.length - scale;
        const input =
          scale === 0 ? sign + text : `${sign}${text.slice(0, point)}.${text.slice(point)}`;
        const shape = { precision: 60, scale };

        const value = readSqliteDecimal(input, shape);

        expect(value).toBe(readDecimal(input, shape));
        expect(storedDecimal(Number(value), scale)).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a stored decimal', () => {
  it.each([
    [1.5, '1.50'],
    [7, '7.00'],
    [7n, '7.00'],
    ['7', '7.00'],
    ['7.50', '7.50'],
    [0.1 + 0.2, '0.30'],
    ['1.005', '1.01'],
    [1e-9, '0.00'],
    [-1e-9, '0.00'],
    [1e21, '1000000000000000000000.00'],
    ['NaN', 'NaN'],
    ['unknown', 'unknown'],
  ])('%o is shown with the scale of the field: %s', (raw, text) => {
    expect(storedDecimal(raw, 2)).toBe(text);
  });
});
