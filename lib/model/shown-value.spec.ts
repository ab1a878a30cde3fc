import { expect, it } from 'vitest';

import { shownValue } from './shown-value.js';

const CIRCLE: unknown[] = [];
CIRCLE.push(CIRCLE);

it.each([
  ['a "b"', '"a \\"b\\""'],
  [{ a: [1] }, '{"a":[1]}'],
  [undefined, 'undefined'],
  [null, 'null'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [10n, '10n'],
  [Symbol('s'), 'Symbol(s)'],
  [Date, 'Date'],
  [CIRCLE, '<ref *1> [ [Circular *1] ]'],
  [[1n], '[ 1n ]'],
])('%s is shown as %s', (value, text) => {
  expect(shownValue(value)).toBe(text);
});

it('a function without name is called one', () => {
  expect(
    shownValue(
      (
        () => () =>
          1
      )(),
    ),
  ).toBe('a function');
});
