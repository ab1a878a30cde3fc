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

/** Counts how often it is asked. */
class CountedPattern extends RegExp {
  tests = 0;

  override test(text: string): boolean {
    this.tests += 1;
    return super.test(text);
  }
}

describe('a text that needs a time limit', () => {
  it.each([
    ['aaa', true],
    ['aab', false],
    ['a'.repeat(40) + '!', false],
  ])('is not tested again when it is asked about at once: %s', (text, isAccepted) => {
    const pattern = new CountedPattern('^(a+)+$');
    const accepts = boundedTest(pattern);

    const answers = [accepts(text), accepts(text)];

    expect(answers).toEqual([isAccepted, isAccepted]);
    expect(pattern.tests).toBe(1);
  });

  it('is tested anew when it comes again', async () => {
    const pattern = new CountedPattern('^(a+)+$');
    const accepts = boundedTest(pattern);

    accepts('aaa');
    await Promise.resolve();
    accepts('aaa');

    expect(pattern.tests).toBe(2);
  });

  it('is not taken for another one', () => {
    const accepts = boundedTest(/^(a+)+$/);

    expect(['aaa', 'aab', 'aaa', ''].map(accepts)).toEqual([true, false, true, false]);
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
