import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthConstraints } from './length.constraints.js';

function accepts(declared: Parameters<typeof lengthConstraints>[0], text: string): boolean {
  return lengthConstraints(declared).every((constraint) => constraint.accepts(text));
}

describe('the length of a text', () => {
  it.each([
    [{ minLength: 2 }, 'a', false],
    [{ minLength: 2 }, 'ab', true],
    [{ minLength: 2 }, '😀', false],
    [{ minLength: 2 }, '😀😀', true],
    [{ minLength: 0 }, '', true],
    [{ maxLength: 2 }, 'abc', false],
    [{ maxLength: 2 }, 'ab', true],
    [{ maxLength: 2 }, '😀😀', true],
    [{ maxLength: 2 }, '😀a😀', false],
    [{ maxLength: 2 }, '😀😀😀', false],
  ])('under %j counts code points: %s is %s', (declared, text, expected) => {
    expect(accepts(declared, text)).toBe(expected);
  });

  it('is what the iteration of a string counts, for any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(text, fc.nat(14), (subject, bound) => {
        const length = Array.from(subject).length;

        expect(accepts({ minLength: bound }, subject)).toBe(length >= bound);
        expect(accepts({ maxLength: bound }, subject)).toBe(length <= bound);
      }),
    );
  });
});

describe('a pattern', () => {
  it.each(['g', 'y', 'gy'])('keeps no state between texts with the flags %s', (flags) => {
    const [constraint] = lengthConstraints({ pattern: new RegExp('b', `${flags}i`) });

    const answers = ['B', 'B', 'aB', 'c'].map((text) => constraint?.accepts(text));

    expect(answers).toEqual([true, true, true, false]);
  });

  it('leaves the RegExp of the declaration alone', () => {
    const pattern = /b/g;

    accepts({ pattern }, 'b');

    expect(pattern.lastIndex).toBe(0);
  });
});

describe('the constraints of a text', () => {
  it('are reported in a fixed order with the words of pydantic', () => {
    const constraints = lengthConstraints({ pattern: /^a$/, maxLength: 1, minLength: 3 });

    expect(constraints.map(({ type, msg }) => [type, msg])).toEqual([
      ['string_too_short', 'String should have at least 3 characters'],
      ['string_too_long', 'String should have at most 1 character'],
      ['string_pattern_mismatch', "String should match pattern '^a$'"],
    ]);
  });
});
