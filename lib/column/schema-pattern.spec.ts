import { describe, expect, it } from 'vitest';

import { patternWords } from './schema-pattern.js';

describe('a pattern in JSON Schema', () => {
  it.each([/^[a-z]+\d{3}$/, /^[^\s@]+@.+$/, /^a\.b$/, /^.$/u, /^[^a]$/u, /^\p{Lu}$/u, /[.]/, /a/g])(
    'is %s as it is',
    (pattern) => {
      expect(patternWords(pattern)).toEqual({ pattern: pattern.source });
    },
  );

  it.each([
    ['is not valid with u', /^\d{3}\-\d{4}$/],
    ['is not valid with u', /^[\w-\.]+@x$/],
    ['counts halves of characters', /^.$/],
    ['counts halves of characters', /^[^a]{2}$/],
    ['counts halves of characters', /^\D\w$/],
    ['counts halves of characters', /^[\W_]?$/],
    ['counts halves of characters', /^(.)+$/],
    ['has halves of characters', new RegExp('^[😀]+$')],
    ['has halves of characters', new RegExp('^\\ud83d')],
    ['has escapes that are none without u', new RegExp('^\\p{Lu}$')],
    ['has escapes that are none without u', new RegExp('^\\u{61}$')],
    ['ignores case', /^a/i],
    ['knows lines', /^a/m],
    ['lets the dot match a line break', /^a.b$/s],
    ['stands at the start', /a/y],
    ['is read with v', new RegExp('^[\\p{L}--[a-z]]$', 'v')],
  ])('is left out where it %s: %s', (_why, pattern) => {
    expect(patternWords(pattern)).toEqual({});
  });
});
