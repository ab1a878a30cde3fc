import { describe, expect, it } from 'vitest';
import { columnProblems } from './column-problems.js';
import { fieldOf } from './field-model.fixture.js';

describe('the declared bounds', () => {
  it.each([
    ['int', { ge: 0, le: 0 }],
    ['int', { gt: 0, lt: 2 }],
    ['bigint', { ge: 0, gt: '9223372036854775806', le: 9223372036854775807n }],
    ['int', { ge: 2 ** 31 - 1, gt: 2 ** 31 - 2 }],
    ['float', { ge: -1e300, lt: 0.5 }],
    ['float', { gt: 5, lt: 6 }],
    ['decimal', { ge: '0.5', gt: 0, le: 10n }],
    ['datetime', { ge: '2026-01-01', lt: new Date(8e12) }],
    ['date', { ge: '2026-01-01', le: '2026-01-01' }],
    ['time', { ge: '09:00', lt: '17:00:00.5' }],
  ] as const)('of a field of type %s are in order: %o', (type, constraints) => {
    expect(columnProblems(fieldOf(type, constraints))).toEqual([]);
  });

  it.each([
    ['int', { ge: '0' }],
    ['int', { ge: 0.5 }],
    ['int', { le: 2 ** 31 }],
    ['bigint', { ge: 2 ** 53 }],
    ['bigint', { ge: 'zero' }],
    ['float', { lt: Infinity }],
    ['decimal', { ge: '1e3' }],
    ['datetime', { ge: new Date(NaN) }],
    ['datetime', { ge: '2026-02-30' }],
    ['date', { le: new Date() }],
    ['time', { le: '24:00' }],
  ] as const)('of a field of type %s are a problem when unreadable: %o', (type, constraints) => {
    const [name] = Object.keys(constraints);

    const problems = columnProblems(fieldOf(type, constraints));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      new RegExp(`^'${name ?? ''}' can't bound an? ${type} \\(Input.*\\); give`),
    );
  });

  it.each([
    ['int', { ge: 2, le: 1 }, ["'ge'", "'le'"]],
    ['int', { gt: 1, le: 1 }, ["'gt'", "'le'"]],
    ['int', { ge: 1, lt: 1 }, ["'ge'", "'lt'"]],
    ['int', { gt: 5, lt: 6 }, ["'gt'", "'lt'"]],
    ['bigint', { gt: '9007199254740992', lt: '9007199254740993' }, ["'gt'", "'lt'"]],
    ['decimal', { gt: '10', lt: '9.5' }, ["'gt'", "'lt'"]],
    ['datetime', { ge: '2026-01-02', le: '2026-01-01' }, ["'ge'", "'le'"]],
    ['date', { ge: '2026-01-02', le: '2026-01-01' }, ["'ge'", "'le'"]],
  ] as const)('of a field of type %s may not contradict: %o', (type, constraints, names) => {
    expect(columnProblems(fieldOf(type, constraints))).toEqual([
      `no value satisfies both ${names.join(' and ')}; change one`,
    ]);
  });

  it.each([
    ['int', { gt: 2 ** 31 - 1 }, "'gt': the type has -2147483648 to 2147483647"],
    ['int', { lt: -(2 ** 31) }, "'lt': the type has -2147483648 to 2147483647"],
    [
      'bigint',
      { gt: '9223372036854775807' },
      "'gt': the type has -9223372036854775808 to 9223372036854775807",
    ],
  ] as const)('of a field of type %s leave something of it: %o', (type, constraints, said) => {
    expect(columnProblems(fieldOf(type, constraints))).toEqual([
      `no value satisfies ${said}; change it`,
    ]);
  });
});
