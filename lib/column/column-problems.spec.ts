import { describe, expect, it } from 'vitest';
import { columnProblems } from './column-problems.js';
import { fieldOf } from './field-model.fixture.js';

describe('a constraint that means nothing for the type', () => {
  it.each([
    ['int', { minLength: 1 }, "'minLength' means nothing for an int; remove it"],
    ['enum', { values: ['a'], ge: 'a' }, "'ge' means nothing for an enum; remove it"],
    ['boolean', { lt: 1 }, "'lt' means nothing for a boolean; remove it"],
    ['uuid', { pattern: /a/ }, "'pattern' means nothing for a uuid; remove it"],
    ['string', { precision: 3 }, "'precision' means nothing for a string; remove it"],
  ] as const)('is a problem of an %s: %o', (type, constraints, problem) => {
    expect(columnProblems(fieldOf(type, constraints))).toEqual([problem]);
  });

  it('is reported with the problems of the type', () => {
    const field = fieldOf('string', { ge: 1, maxLength: 0 });

    expect(columnProblems(field)).toEqual([
      "'ge' means nothing for a string; remove it",
      "'maxLength' is 0; give an integer of 1 or more",
    ]);
  });

  it('is none when it is undefined', () => {
    const constraints = { minLength: undefined } as unknown as { minLength: number };

    expect(columnProblems(fieldOf('int', constraints))).toEqual([]);
  });
});

describe('a default', () => {
  const withDefault = (value: unknown) => ({ defaultValue: () => value });

  it('is looked at as a value of the field', () => {
    expect(columnProblems(fieldOf('datetime', {}, withDefault(new Date())))).toEqual([]);
    expect(columnProblems(fieldOf('int', { ge: 1 }, withDefault(1)))).toEqual([]);
  });

  it.each([
    [
      'int',
      {},
      '1',
      "'default' is no value of the field (Input should be a valid integer); give another",
    ],
    [
      'int',
      { ge: 1 },
      0,
      "'default' is no value of the field (Input should be greater than or equal to 1); give another",
    ],
    [
      'string',
      { minLength: 1 },
      '',
      "'default' is no value of the field (String should have at least 1 character); give another",
    ],
  ] as const)('of an %s under %o may not be %j', (type, constraints, value, problem) => {
    expect(columnProblems(fieldOf(type, constraints, withDefault(value)))).toEqual([problem]);
  });

  it('may be null on an optional field only', () => {
    const nothing = withDefault(null);

    expect(columnProblems(fieldOf('int', {}, { ...nothing, optional: true }))).toEqual([]);
    expect(columnProblems(fieldOf('int', {}, nothing))).toHaveLength(1);
  });

  it('is not made while the constraints are wrong', () => {
    const defaultValue = () => {
      throw new TypeError('made too early');
    };

    expect(columnProblems(fieldOf('int', { minLength: 1 }, { defaultValue }))).toHaveLength(1);
  });

  it.each([
    [new TypeError("can't count"), "a TypeError: 'can't count'"],
    [null, "'null'"],
  ])('that throws %o is a problem', (thrown, said) => {
    const defaultValue = () => {
      throw thrown as Error;
    };

    expect(columnProblems(fieldOf('int', {}, { defaultValue }))).toEqual([
      `'default' threw ${said} when it was called to be looked at; let it return a value of the field`,
    ]);
  });

  it('may have digits that only PostgreSQL keeps', () => {
    expect(columnProblems(fieldOf('decimal', {}, withDefault('1234567890.1234567891')))).toEqual(
      [],
    );
  });
});
