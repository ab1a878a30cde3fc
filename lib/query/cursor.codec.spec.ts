import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DriverValue } from '../column/column-codec.interface.js';
import { type Cursor, CursorCodec } from './cursor.codec.js';
import { BytesOfText } from './place.js';

const codec = new CursorCodec('a secret');
const seal = (cursor: Cursor, query: string, by = codec) => by.seal(cursor, query) ?? '';
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
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
        const opened = codec.open(seal(sealed, query), query);

        // JSON has no -0, and no ordering tells it from 0.
        expect(JSON.stringify(opened)).toBe(JSON.stringify(sealed));
      }),
    );
  });

  it('keeps what JSON has not', () => {
    const values = [2n ** 63n - 1n, -(2n ** 63n), Infinity, Buffer.from('e9', 'hex')];
    const place = [...values, new BytesOfText(Buffer.from('e9', 'hex')), null];
    const sealed = seal({ reversed: true, position: { values: place, inclusive: true } }, 'q');

    const opened = new CursorCodec('a secret').open(sealed, 'q');

    expect(opened?.position?.values).toEqual(place);
  });

  it('is the same for the same place, and another for another', () => {
    const at = (id: number, query = 'q') =>
      codec.seal({ reversed: false, position: { values: [id], inclusive: false } }, query);

    expect(at(1)).toBe(at(1));
    expect(new Set([at(1), at(2), at(1, 'r')]).size).toBe(3);
  });

  it.each([
    ['of another query', () => seal(END, 'r')],
    ['of another secret', () => seal(END, 'q', new CursorCodec('another'))],
    ['that is empty', () => ''],
    ['that is too short', () => 'A'.repeat(37)],
    ['with a bit more', () => `${seal(END, 'q')}A`],
    ['that is endless', () => 'A'.repeat(12_001)],
    ['with no integer in it', () => seal(placeOf(['integer', '1.5'] as never), 'q')],
    ['with an object in it', () => seal(placeOf({ $ne: 1 } as never), 'q')],
  ])('%s is none', (_what, make) => {
    expect(codec.open(make(), 'q')).toBeUndefined();
  });

  it('is none where any character is another', () => {
    const sealed = seal(END, 'q');

    const spoilt = Array.from(
      sealed,
      (character, at) =>
        sealed.slice(0, at) + (character === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
    );

    expect(spoilt.filter((each) => codec.open(each, 'q') !== undefined)).toEqual([]);
  });
});

it('is not made of values that no request could send back', () => {
  expect(codec.seal(placeOf('x'.repeat(9000)), 'q')).toBeUndefined();
});

const END = { reversed: true, position: undefined };

function placeOf(...values: DriverValue[]): Cursor {
  return { reversed: false, position: { values, inclusive: false } };
}
