import { describe, expect, it } from 'vitest';

import { boundedTest } from './bounded-pattern.js';

/** What no test may take, on a busy machine. */
const LIMIT_MS = 1000;

/** Each would stop the process for minutes, or for ever. */
const EXPLOSIONS: readonly [RegExp, string][] = [
  [/^(a+)+$/, 'a'.repeat(40) + '!'],
  [/^(a|aa)*$/, 'a'.repeat(60) + '!'],
  [/^([a-z]+)*\d$/u, 'a'.repeat(50)],
  [/^(?:\w+\s?)*$/, 'a'.repeat(40) + '!'],
  [/\s+$/, ' '.repeat(1_000_000) + '!'],
  [/^a*a*a*a*b$/, 'a'.repeat(2000)],
  [/^(.*)=(.*)=\2!/, '='.repeat(2000)],
];

describe('a pattern that explodes', () => {
  it.each(EXPLOSIONS)('%s ends in time, and matches nothing then', (pattern, text) => {
    const accepts = boundedTest(pattern);
    const began = performance.now();

    const isAccepted = accepts(text);

    expect(isAccepted).toBe(false);
    expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  });
});

describe('a pattern', () => {
  it.each([
    [/^(a+)+$/, 'aaa', true],
    [/^(a+)+$/, 'aab', false],
    [/^[A-Z]{3}-\d{4}$/, 'ABC-1234', true],
    [/^[A-Z]{3}-\d{4}$/, 'ABC-123', false],
    [/^(a)\1$/, 'aa', true],
    [/^\p{L}+$/u, 'ä'.repeat(5000), true],
    [/^\p{L}+$/u, `${'ä'.repeat(5000)}1`, false],
  ])('%s is what it is otherwise', (pattern, text, isAccepted) => {
    expect(boundedTest(pattern)(text)).toBe(isAccepted);
  });
});
