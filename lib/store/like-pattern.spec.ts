import fc from 'fast-check';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { escapeLike, globOf } from './like-pattern.js';

const database = new Database(':memory:');
const matches = (sql: string, text: string, pattern: string) =>
  database.prepare(`select ? ${sql} ?`).pluck().get(text, pattern) === 1;

/** Without NUL, where texts end for SQLite's functions. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '%', '_', '\\', '[', ']', '*', '?', '^', '-', 'é', '😀'),
});

describe('a text that is escaped', () => {
  it.each([
    ['100%', '100\\%'],
    ['a_b', 'a\\_b'],
    ['\\', '\\\\'],
    ['[a]*?', '[a]*?'],
  ])('%s is %s', (plain, escaped) => {
    expect(escapeLike(plain)).toBe(escaped);
  });

  it('matches itself, and nothing else', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matches('glob', other, globOf(escapeLike(one)))).toBe(one === other);
        expect(
          database.prepare(`select ? like ? escape '\\'`).pluck().get(one, escapeLike(one)),
        ).toBe(1);
      }),
    );
  });
});

describe('a pattern of LIKE as one of GLOB', () => {
  it.each([
    ['a%b_', 'a*b?'],
    ['\\%\\_\\\\', '%_\\'],
    ['*?[', '[*][?][[]'],
    [']^-', ']^-'],
    ['\\*\\a', '[*]a'],
    ['\\😀', '😀'],
  ])('%s is %s', (like, glob) => {
    expect(globOf(like)).toBe(glob);
  });

  it('matches what it matched, in its case', () => {
    const pattern = text.filter((like) => !/(?<!\\)(?:\\\\)*\\$/.test(like));
    database.pragma('case_sensitive_like = on');

    fc.assert(
      fc.property(text, pattern, (subject, like) => {
        const expected = database.prepare(`select ? like ? escape '\\'`).pluck().get(subject, like);
        expect(matches('glob', subject, globOf(like))).toBe(expected === 1);
      }),
      { numRuns: 1000 },
    );
  });
});
