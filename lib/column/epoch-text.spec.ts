import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { epochText } from './epoch-text.js';

const iso = (moment: number) => new Date(moment).toISOString();

describe('epochText', () => {
  it.each([
    0, -1, 1_769_852_100_158, 951_782_400_000, -62_135_596_800_000, 253_402_300_799_999, 1.9,
  ])('writes %d as Date does', (moment) => {
    expect(epochText(moment)).toBe(iso(moment));
  });

  it('writes all moments of four-digit years as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (moment) => {
        expect(epochText(moment)).toBe(iso(moment));
      }),
    );
  });

  it('goes on when more days were asked for than it remembers', () => {
    const moments = Array.from({ length: 10_000 }, (_, day) => day * 86_400_000 + 1);
    expect(moments.map(epochText)).toEqual(moments.map(iso));
    expect(epochText(1)).toBe(iso(1));
  });

  it.each([NaN, Infinity, -Infinity, 253_402_300_800_000, -62_135_596_800_001])(
    'has no text for %d',
    (moment) => {
      expect(epochText(moment)).toBeUndefined();
    },
  );
});
