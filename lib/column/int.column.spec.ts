import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('int'), 'sqlite');

describe('an int', () => {
  it.each([0, 1, -1, 2_147_483_647, -2_147_483_648])('takes %s as it is', (input) => {
    expect(codec.parse(input)).toBe(input);
  });

  it('makes 0 of -0', () => {
    expect(codec.parse(-0)).toBe(0);
  });

  it.each([
    [2_147_483_648, 'less_than_equal'],
    [1e20, 'less_than_equal'],
    [-2_147_483_649, 'greater_than_equal'],
    [1.5, 'int_from_float'],
    [NaN, 'finite_number'],
    [Infinity, 'finite_number'],
    ['1', 'int_type'],
    [true, 'int_type'],
    [1n, 'int_type'],
    [null, 'int_type'],
    [[1], 'int_type'],
    [{ valueOf: () => 1 }, 'int_type'],
  ])('refuses %o as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it.each(['sqlite', 'postgresql'] as const)('reads what a driver of %s gives', (dialect) => {
    const subject = codecOf(fieldOf('int'), dialect);
    const raws = ['-7', -7, -7n];

    expect(raws.map((raw) => subject.fromDriver(raw))).toEqual([-7, -7, -7]);
    expect(raws.map((raw) => subject.toText(raw))).toEqual(['-7', '-7', '-7']);
  });

  it('shows text in a foreign SQLite column as null, never as broken JSON', () => {
    expect(codec.toText('zz')).toBe('null');
  });
});
