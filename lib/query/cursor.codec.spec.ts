import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CursorCodec } from './cursor.codec.js';

const codec = new CursorCodec('a secret');
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const cursor = fc.record({
  reversed: fc.boolean(),
  position: fc.option(fc.record({ values: fc.array(value), inclusive: fc.boolean() }), {
    nil: undefined,
  }),
});

describe('a cursor', () => {
  it('is opened by who sealed it, for the same query', () => {
    fc.assert(
      fc.property(cursor, fc.string(), (sealed, query) => {
        const opened = codec.open(codec.seal(sealed, query), query);

        // JSON has no -0, and no ordering tells it from 0.
        expect(JSON.stringify(opened)).toBe(JSON.stringify(sealed));
      }),
    );
  });

  it('is the same for the same place, and another for another', () => {
    const at = (id: number, query = 'q') =>
      codec.seal({ reversed: false, position: { values: [id], inclusive: false } }, query);

    expect(at(1)).toBe(at(1));
    expect(new Set([at(1), at(2), at(1, 'r')]).size).toBe(3);
  });

  it.each([
    ['of another query', () => codec.seal(END, 'r')],
    ['of another secret', () => new CursorCodec('another').seal(END, 'q')],
    ['that is empty', () => ''],
    ['that is too short', () => 'A'.repeat(37)],
    ['with a bit more', () => `${codec.seal(END, 'q')}A`],
    ['that is endless', () => 'A'.repeat(12_001)],
  ])('%s is none', (_what, make) => {
    expect(codec.open(make(), 'q')).toBeUndefined();
  });

  it('is none where any character is another', () => {
    const sealed = codec.seal(END, 'q');

    const spoilt = Array.from(
      sealed,
      (character, at) =>
        sealed.slice(0, at) + (character === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
    );

    expect(spoilt.filter((each) => codec.open(each, 'q') !== undefined)).toEqual([]);
  });
});

const END = { reversed: true, position: undefined };
