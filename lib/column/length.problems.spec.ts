import { describe, expect, it } from 'vitest';
import { lengthProblems } from './length.problems.js';

describe('the declared lengths of a text', () => {
  it.each([{}, { minLength: 0 }, { maxLength: 1 }, { minLength: 3, maxLength: 3 }])(
    'are in order: %j',
    (declared) => {
      expect(lengthProblems(declared)).toEqual([]);
    },
  );

  it.each([
    [{ minLength: -1 }, "'minLength' is -1; give an integer of 0 or more"],
    [{ minLength: 1.5 }, "'minLength' is 1.5; give an integer of 0 or more"],
    [{ maxLength: 0 }, "'maxLength' is 0; give an integer of 1 or more"],
    [{ maxLength: NaN }, "'maxLength' is NaN; give an integer of 1 or more"],
    [{ maxLength: Infinity }, "'maxLength' is Infinity; give an integer of 1 or more"],
    [{ minLength: 4, maxLength: 3 }, "'minLength' 4 is more than 'maxLength' 3; swap them"],
  ])('are a problem: %j', (declared, problem) => {
    expect(lengthProblems(declared)).toEqual([problem]);
  });
});
