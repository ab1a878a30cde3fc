import { describe, expect, it } from 'vitest';
import { readText, unstorable } from './text-value.js';

describe('a text', () => {
  it.each(['', ' ', 'Emma', 'ä\u0308', '𝒳', '\u{10FFFF}', '\u0001\u001f\n', '\ufeff', '"\\'])(
    'is taken code unit for code unit: %j',
    (text) => {
      expect(readText(text)).toBe(text);
    },
  );

  it.each([
    ['\ud800', 'string_unicode'],
    ['a\udc00b', 'string_unicode'],
    ['\udc00\ud800', 'string_unicode'],
    ['\0', 'string_nul'],
    ['a\0b', 'string_nul'],
  ])('is refused when no database keeps it: %j', (text, type) => {
    expect(unstorable(text)).toMatchObject({ type });
    expect(readText(text)).toMatchObject({ type });
  });

  it.each([1, 1n, true, null, undefined, {}, [], ['a'], new String('a'), Symbol('a')])(
    'is never made of something else',
    (input) => {
      expect(readText(input)).toMatchObject({
        type: 'string_type',
        msg: 'Input should be a valid string',
      });
    },
  );
});
