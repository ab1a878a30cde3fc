import { describe, expect, it } from 'vitest';

import { canonicalText } from './canonical-text.js';

describe('the canonical text', () => {
  it.each([
    ['members', { a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }],
    ['moments', { at: new Date(5) }, { at: new Date(5) }],
    ['zeros', 0, -0],
  ])('is one for equal %s', (_what, one, other) => {
    expect(canonicalText(one)).toBe(canonicalText(other));
  });

  it.each<[string, unknown, unknown]>([
    ['a number from a text', 1, '1'],
    ['a bigint from a number', 1n, 1],
    ['a bigint from a text', 1n, '1n'],
    ['null from undefined', null, undefined],
    ['null from a text', null, 'null'],
    ['a member that is undefined from none', { a: undefined }, {}],
    ['a list in a list', [1, [2]], [1, 2]],
    ['where a list ends', [[1], 2], [[1, 2]]],
    ['where lists end', [['x'], ['y']], [['x', ['y']]]],
    ['where an object ends', { a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
    ['one of two from both', [{ $or: [{ a: 1 }, { b: 2 }] }], [{ $or: [{ a: 1 }] }, { b: 2 }]],
    ['none of two from one', { $not: { a: 1 }, b: 2 }, { $not: { a: 1, b: 2 } }],
    ['a comma in a text', ['a,b'], ['a', 'b']],
    ['quotes in a text', { a: '","b":"' }, { a: '', b: '' }],
    ['a moment from a number', new Date(5), 5],
    ['a list from an object', [], {}],
  ])('tells %s', (_what, one, other) => {
    expect(canonicalText(one)).not.toBe(canonicalText(other));
  });

  /** Each has a list of all. */
  function crowd(): object {
    const members: object[] = [];
    members.push(...Array.from({ length: 20 }, () => ({ members })));
    return { members };
  }

  function doubled(times: number): unknown {
    return times === 0 ? 'a' : ((half) => [half, half])(doubled(times - 1));
  }

  const ring: unknown[] = [];
  ring.push(ring);

  it.each([
    ['an instance of a class', new (class {})()],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a member that a symbol names', { [Symbol('a')]: 1 }],
    ['a map', new Map()],
    ['a ring', ring],
    ['many that know each other', crowd()],
    ['one that is in itself many times over', doubled(30)],
    ['a member that is not listed', Object.defineProperty({ a: 1 }, 'b', { value: 2 })],
    ['a getter that is not listed', Object.defineProperty({}, 'b', { get: () => 2 })],
    ['a list with members of its own', Object.assign([1], { b: 2 })],
    ['a list of another class', new (class extends Array<unknown> {})()],
    ['a list with holes', Array(2)],
    ['a moment with members of its own', Object.assign(new Date(5), { b: 2 })],
  ])('is none for %s, however deep', (_what, value) => {
    expect(canonicalText({ inner: [value] })).toBeUndefined();
  });
});
