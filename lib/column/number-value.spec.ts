import { describe, expect, it } from 'vitest';
import { numberText, storedNumber } from './number-value.js';

describe('a stored number', () => {
  it.each([
    [5, 5, '5'],
    [5n, 5, '5'],
    ['5', 5, '5'],
    ['1e-07', 1e-7, '1e-7'],
    ['1e+21', 1e21, '1e+21'],
    ['-0', -0, '0'],
    ['NaN', NaN, 'null'],
    ['Infinity', Infinity, 'null'],
    ['anything', NaN, 'null'],
  ])('%o is %s, and %s in JSON', (raw, value, text) => {
    expect(storedNumber(raw)).toBe(value);
    expect(numberText(raw)).toBe(text);
  });
});
