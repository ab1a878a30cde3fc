import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { columnProblems } from './column-problems.js';
import { readDecimal, readSqliteDecimal } from './decimal-value.js';
import { fieldOf } from './field-model.fixture.js';

describe('a decimal column', () => {
  it.each([
    [{}, 'numeric(38,10)'],
    [{ precision: 10, scale: 2 }, 'numeric(10,2)'],
    [{ scale: 0 }, 'numeric(38,0)'],
  ])('declared as %j is of the type %s on both databases', (constraints, columnType) => {
    expect(codecOf(fieldOf('decimal', constraints), 'sqlite').columnType).toBe(columnType);
    expect(codecOf(fieldOf('decimal', constraints), 'postgresql').columnType).toBe(columnType);
  });

  it('takes on SQLite what a double keeps, on PostgreSQL all digits', () => {
    const field = fieldOf('decimal');

    expect(codecOf(field, 'sqlite').parse('1234567890.1234567')).toMatchObject({
      type: 'decimal_precision',
    });
    expect(codecOf(field, 'postgresql').parse('1234567890.1234567')).toBe('1234567890.1234567000');
    expect(codecOf(field, 'sqlite').toDriver('1.5000000000')).toBe(1.5);
  });

  it.each([
    ['sqlite', readSqliteDecimal],
    ['postgresql', readDecimal],
  ] as const)('reads on %s what needs no taking apart as it reads everything', (dialect, read) => {
    const shape = fc
      .tuple(fc.integer({ min: 1, max: 18 }), fc.nat(18))
      .map(([precision, scale]) => ({ precision, scale: Math.min(scale, precision) }));
    const text = fc.stringMatching(/^-?\d{1,10}(\.\d{1,10})?$/);

    fc.assert(
      fc.property(shape, text, (constraints, input) => {
        const codec = codecOf(fieldOf('decimal', constraints), dialect);

        expect(codec.parse(input)).toEqual(read(input, constraints));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['0.30', { gt: '0.3' }, ['greater_than']],
    ['-0.01', { ge: 0 }, ['greater_than_equal']],
    ['10.00', { lt: '9.99' }, ['less_than']],
    ['9.00', { le: 10n }, []],
    ['12345678901234567890.12', { le: '12345678901234567890.11' }, ['less_than_equal']],
  ])('compares %s under %o digit for digit', (input, bounds, types) => {
    const codec = codecOf(fieldOf('decimal', { precision: 38, scale: 2, ...bounds }), 'postgresql');
    const value = codec.parse(input);

    const refused = codec.constraints.filter((constraint) => !constraint.accepts(value));

    expect(refused.map(({ type }) => type)).toEqual(types);
  });

  it.each([
    [{ precision: 0 }, "'precision' is 0; give an integer from 1 to 1000"],
    [{ precision: 1001 }, "'precision' is 1001; give an integer from 1 to 1000"],
    [{ precision: 2.5 }, "'precision' is 2.5; give an integer from 1 to 1000"],
    [{ scale: -1 }, "'scale' is -1; give an integer from 0 to the 'precision', 38"],
    [{ precision: 5 }, "'scale' is 10; give an integer from 0 to the 'precision', 5"],
    [{ scale: 2, ge: '0.001' }, expect.stringContaining('no more than 2 decimal places')],
  ])('declared as %j is a problem', (constraints, problem) => {
    expect(columnProblems(fieldOf('decimal', constraints))).toEqual([problem]);
  });
});
