import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('boolean'), 'sqlite');

describe('a boolean', () => {
  it.each([true, false])('takes %s', (input) => {
    expect(codec.parse(input)).toBe(input);
  });

  it.each([0, 1, 'true', 't', '', null, [], {}, new Boolean(true)])('refuses %j', (input) => {
    expect(codec.parse(input)).toMatchObject({
      type: 'bool_type',
      msg: 'Input should be a valid boolean',
    });
  });

  it('is bound as a number to SQLite, whose driver binds no booleans', () => {
    expect([true, false].map((value) => codec.toDriver(value))).toEqual([1, 0]);
    expect(codecOf(fieldOf('boolean'), 'postgresql').toDriver(true)).toBe(true);
  });

  it.each([
    [['t', 'true', true, 1, 1n], true],
    [['f', 'false', false, 0, 0n], false],
  ])('is read from %o as %s', (raws, value) => {
    for (const raw of raws) {
      expect(codec.fromDriver(raw)).toBe(value);
      expect(codec.toText(raw)).toBe(String(value));
    }
  });
});
