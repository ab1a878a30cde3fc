import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('float'), 'postgresql');

describe('a float', () => {
  it.each([0, 0.1, -1.5, 5e-324, 1.7976931348623157e308, 2 ** 53])('takes %s as it is', (input) => {
    expect(codec.parse(input)).toBe(input);
  });

  it('makes 0 of -0', () => {
    expect(codec.parse(-0)).toBe(0);
  });

  it.each([
    [NaN, 'finite_number'],
    [-Infinity, 'finite_number'],
    [JSON.parse('1e400'), 'finite_number'],
    ['1.5', 'float_type'],
    [1n, 'float_type'],
    [false, 'float_type'],
    [null, 'float_type'],
    [[], 'float_type'],
  ])('refuses %o as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it('has eight bytes on both databases', () => {
    expect(codec.columnType).toBe('double precision');
    expect(codecOf(fieldOf('float'), 'sqlite').columnType).toBe('real');
  });
});
