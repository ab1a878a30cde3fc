import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json-value.js';

function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

describe('a JSON value', () => {
  it.each([
    'text',
    '',
    12,
    -0.5,
    1e-300,
    true,
    [],
    {},
    [null, [], { a: { '': null } }],
    Number.MAX_SAFE_INTEGER,
    nested(64),
  ])('is taken as it is: %j', (input) => {
    expect(readJson(input)).toEqual(input);
  });

  it('is whatever JSON.stringify keeps of it, for any JSON', () => {
    const json = fc.jsonValue({ depthSize: 'medium', stringUnit: 'grapheme' });
    const isTaken = (value: unknown) =>
      !/\\u0000|e[+-]?\d/.test(JSON.stringify(value)) && JSON.stringify(value).isWellFormed();
    fc.assert(
      fc.property(json.filter(isTaken), (input) => {
        fc.pre(!/\d{16}/.test(JSON.stringify(input)));

        expect(JSON.stringify(readJson(input))).toBe(JSON.stringify(input));
      }),
    );
  });

  it.each([
    [[NaN], 'finite_number'],
    [{ a: JSON.parse('1e400') }, 'finite_number'],
    [2 ** 53, 'json_number'],
    [[JSON.parse('12345678901234567890')], 'json_number'],
    ['\ud800', 'string_unicode'],
    [{ a: 'a\0' }, 'string_nul'],
    [{ 'a\0': 1 }, 'string_nul'],
    [{ '\udc00': 1 }, 'string_unicode'],
    [nested(65), 'json_depth'],
    [undefined, 'json_type'],
    [() => 1, 'json_type'],
    [{ a: () => 1 }, 'json_type'],
    [[Symbol('a')], 'json_type'],
    [{ a: 1n }, 'json_type'],
    [new Map([['a', 1]]), 'json_type'],
    [new Set([1]), 'json_type'],
    [new Date(NaN), 'json_type'],
    [{ a: new Date(NaN) }, 'json_type'],
  ])('is refused when a database would not give it back: case %#', (input, type) => {
    expect(readJson(input)).toMatchObject({ type });
  });

  it.each([
    [2 ** 53, []],
    [{ a: [1, { 'b.c': 2 ** 53 }] }, ['a', 1, 'b.c']],
    [{ a: 1, b: { 'x\0': 1 } }, ['b']],
    [[[{ toJSON: () => [NaN] }]], [0, 0, 0]],
  ])('is refused with the place of what is wrong: case %#', (input, at) => {
    expect(readJson(input)).toMatchObject({ at });
  });

  it('is refused when it is a ring', () => {
    const ring: unknown[] = [];
    ring.push(ring);

    expect(readJson(ring)).toMatchObject({ type: 'json_depth' });
  });

  it('may be an instance of a class, and loses what is undefined', () => {
    class Address {
      constructor(
        readonly street: string,
        readonly since: Date,
        readonly floor?: number,
      ) {}
    }

    const value = readJson(new Address('Main', new Date(0)));

    expect(value).toEqual({ street: 'Main', since: '1970-01-01T00:00:00.000Z' });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('keeps a member named __proto__, which pollutes nothing', () => {
    const text = '{"__proto__":{"isAdmin":true},"constructor":1}';

    const value = readJson(JSON.parse(text));

    expect(JSON.stringify(value)).toBe(text);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
