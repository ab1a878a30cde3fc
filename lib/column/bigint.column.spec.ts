import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('bigint'), 'sqlite');

describe('a bigint', () => {
  it.each([
    [0, 0n],
    [-0, 0n],
    ['-0', 0n],
    [Number.MAX_SAFE_INTEGER, 9007199254740991n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    [9223372036854775807n, 9223372036854775807n],
  ])('takes %o', (input, value) => {
    expect(codec.parse(input)).toBe(value);
  });

  it.each([
    ['9223372036854775808', 'less_than_equal'],
    ['-9223372036854775809', 'greater_than_equal'],
    [9223372036854775808n, 'less_than_equal'],
    ['01', 'int_parsing'],
    ['+1', 'int_parsing'],
    [' 1', 'int_parsing'],
    ['1\n', 'int_parsing'],
    ['1.0', 'int_parsing'],
    ['1e3', 'int_parsing'],
    ['0x1', 'int_parsing'],
    ['', 'int_parsing'],
    ['١', 'int_parsing'],
    [1.5, 'int_from_float'],
    [NaN, 'finite_number'],
    [true, 'int_type'],
    [null, 'int_type'],
  ])('refuses %o as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it.each([
    ['', 'less_than_equal'],
    ['-', 'greater_than_equal'],
  ])('refuses a million digits after %j at once', (sign, type) => {
    expect(codec.parse(sign + '1'.repeat(1_000_000))).toMatchObject({ type });
  });

  it('says that a number which has lost digits should be a string', () => {
    expect(codec.parse(2 ** 53)).toMatchObject({
      type: 'int_parsing_size',
      msg: expect.stringContaining('should be a string'),
    });
  });

  it.each(['sqlite', 'postgresql'] as const)(
    'is read as text where drivers round: %s',
    (dialect) => {
      const { selection } = codecOf(fieldOf('bigint'), dialect);

      expect(selection?.('"total"')).toContain('cast("total" as text)');
    },
  );

  it('is refused where pg has rounded it', () => {
    const onPostgres = codecOf(fieldOf('bigint'), 'postgresql');

    expect(onPostgres.fromDriver(7)).toBe(7n);
    expect(() => onPostgres.fromDriver(9_007_199_254_740_992)).toThrow(/setTypeParser/);
  });

  it('is a string of digits where SQLite gave a number', () => {
    expect([codec.fromDriver(7), codec.toText(7)]).toEqual([7n, '"7"']);
  });

  it('is a string of digits in JSON, whoever read it', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const digits = value.toString();

        expect(codec.parse(digits)).toBe(value);
        expect(codec.fromDriver(digits)).toBe(value);
        expect(codec.toJson(value)).toBe(digits);
        expect(codec.toText(digits)).toBe(`"${digits}"`);
      }),
    );
  });
});
