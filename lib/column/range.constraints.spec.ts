import { describe, expect, it } from 'vitest';
import { rangeConstraints, rangeRefusal, type ValueOrder } from './range.constraints.js';

const NUMBERS: ValueOrder<number> = {
  read: (input) => input as number,
  rank: (value) => value,
};

describe('a bound', () => {
  it.each([
    ['ge', 4, false],
    ['ge', 5, true],
    ['gt', 5, false],
    ['gt', 6, true],
    ['le', 5, true],
    ['le', 6, false],
    ['lt', 4, true],
    ['lt', 5, false],
  ] as const)('%s 5 over %s says %s', (name, value, expected) => {
    const [constraint] = rangeConstraints({ [name]: 5 }, NUMBERS);

    expect(constraint?.accepts(value)).toBe(expected);
  });

  it('has the words of pydantic, and a fixed order', () => {
    const constraints = rangeConstraints({ lt: 9, le: 8, gt: 1, ge: 2 }, NUMBERS);

    expect(constraints.map(({ type, msg }) => `${type}: ${msg}`)).toEqual([
      'greater_than_equal: Input should be greater than or equal to 2',
      'greater_than: Input should be greater than 1',
      'less_than_equal: Input should be less than or equal to 8',
      'less_than: Input should be less than 9',
    ]);
  });

  it('is printed as declared, a date in ISO 8601', () => {
    expect(rangeRefusal('ge', new Date(0)).msg).toContain('1970-01-01T00:00:00.000Z');
    expect(rangeRefusal('ge', 10n).msg).toContain('equal to 10');
    expect(rangeRefusal('ge', '0.5').msg).toContain('equal to 0.5');
  });
});
