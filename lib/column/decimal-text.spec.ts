import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalParts,
  fixedDecimal,
  paddedDecimal,
  plainDecimal,
  significantDigits,
} from './decimal-text.js';

describe('a decimal text', () => {
  it.each([
    ['0', { sign: '', whole: '0', fraction: '' }],
    ['-0.00', { sign: '', whole: '0', fraction: '' }],
    ['-007.50', { sign: '-', whole: '7', fraction: '5' }],
    ['000', { sign: '', whole: '0', fraction: '' }],
    ['0.05', { sign: '', whole: '0', fraction: '05' }],
    ['-0.05', { sign: '-', whole: '0', fraction: '05' }],
  ])('%s has the parts %j', (text, parts) => {
    expect(decimalParts(text)).toEqual(parts);
  });

  it.each(['', '-', '.5', '5.', '+1', '1e3', ' 1', '1 ', '1\n', '1,5', '--1', 'NaN', '٣', '0x1'])(
    'is not %j',
    (text) => {
      expect(decimalParts(text)).toBeUndefined();
      expect(paddedDecimal(text, 2)).toBeUndefined();
    },
  );

  it.each([
    ['0', 0],
    ['1000', 1],
    ['0.001', 1],
    ['-10.010', 4],
    ['123456789012345', 15],
  ])('%s has %s significant digits', (text, digits) => {
    const parts = decimalParts(text);

    expect(parts && significantDigits(parts)).toBe(digits);
  });

  it.each([
    ['1.5', 2, '1.50'],
    ['1', 0, '1'],
    ['1.005', 2, '1.01'],
    ['1.004', 2, '1.00'],
    ['9.995', 2, '10.00'],
    ['0.5', 0, '1'],
    ['-0.005', 2, '-0.01'],
    ['-0.001', 2, '0.00'],
    ['0.049', 1, '0.0'],
  ])('%s with scale %s is %s', (text, scale, expected) => {
    const parts = decimalParts(text);

    expect(parts && fixedDecimal(parts, scale)).toBe(expected);
  });

  it('is padded as it would be by its parts', () => {
    const digits = fc.tuple(
      fc.integer(),
      fc.stringMatching(/^\d{0,5}$/),
      fc.integer({ min: 5, max: 9 }),
    );
    fc.assert(
      fc.property(digits, ([whole, fraction, scale]) => {
        const text = fraction === '' ? String(whole) : `${whole}.${fraction}`;
        const parts = decimalParts(text);

        expect(paddedDecimal(text, scale)).toBe(parts && fixedDecimal(parts, scale));
      }),
    );
  });
});

describe('the plain text of a double', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e21, '1500000000000000000000'],
    [-1.25e-7, '-0.000000125'],
    [1e-7, '0.0000001'],
    [123456789012345000, '123456789012345000'],
    [0.1, '0.1'],
    [-0, '0'],
    [NaN, 'NaN'],
  ])('of %s is %s', (value, text) => {
    expect(plainDecimal(value)).toBe(text);
  });

  it('has no exponent and names the same double', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, (value) => {
        const text = plainDecimal(value);

        expect(decimalParts(text)).toBeDefined();
        expect(Number(text)).toBe(value + 0);
      }),
    );
  });
});
