import { describe, expect, it } from 'vitest';

import { fieldOf } from './field-model.fixture.js';
import { textSample } from './text.sample.js';

describe('a text that a pattern matches', () => {
  it.each([
    /^[a-z][a-z0-9-]*$/,
    /^(?:red|green|blue)$/,
    /^\+?\d{7,15}$/,
    /^#[\da-f]{6}$/i,
    /^\p{Lu}\p{Ll}+$/u,
    new RegExp('^[[a-z]--[aeiou]]{3}$', 'v'),
    /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/,
    /^(?<year>\d{4})-(?:0[1-9]|1[0-2])$/,
    /^caf\u00e9 \x41\.$/,
    /^(?!0)\d+$/,
    /^\/[\]/\\]\[\)$/,
    /needle/g,
    /^.{3}\b$/,
  ])('%s', (pattern) => {
    for (let seed = 1; seed <= 20; seed += 1)
      expect(textSample(fieldOf('text', { pattern }), seed)).toMatch(
        new RegExp(pattern.source, flags(pattern)),
      );
  });

  it('is as long as the field asks, also where the pattern is open', () => {
    const made = textSample(
      fieldOf('text', { pattern: /^[a-z]+$/, minLength: 60, maxLength: 90 }),
      1,
    );

    expect(made).toMatch(/^[a-z]{60,90}$/);
  });

  it('is none where no luck helps', () => {
    expect(textSample(fieldOf('text', { pattern: /^(a)(?!.)b$/ }), 1)).toBeUndefined();
  });

  function flags(pattern: RegExp) {
    return pattern.flags.replace('g', '');
  }
});

describe('a text without a pattern', () => {
  it.each([
    [{}, 7, 'subject 7'],
    [{ maxLength: 3 }, 50, '1e'],
    [{ maxLength: 1 }, 37, '1'],
    [{ minLength: 12 }, 7, 'subject 7xxx'],
  ])('of %j is made of the seed %i: %s', (constraints, seed, text) => {
    expect(textSample(fieldOf('text', constraints), seed)).toBe(text);
  });
});
