import { describe, expect, it } from 'vitest';

import { valuesOfPostgresCheck, valuesOfSqliteChecks } from './check-values.js';

describe('checks', () => {
  it.each([
    [`CHECK ((a = ANY (ARRAY['x'::text, 'it''s'::text])))`, ['x', `it's`]],
    [
      `CHECK (((a)::text = ANY ((ARRAY['x'::character varying, ''::character varying])::text[])))`,
      ['x', ''],
    ],
    [`CHECK ((a = ANY (ARRAY['x'::text]))) NOT VALID`, ['x']],
    [`CHECK ((upper(a) = ANY (ARRAY['x'::text])))`, undefined],
    [`CHECK ((n = ANY (ARRAY[1, 2])))`, undefined],
  ])('of PostgreSQL: %s', (definition, values) => {
    expect(valuesOfPostgresCheck(definition)).toEqual(values);
  });

  it.each([
    [`a text check (a in ('x', 'it''s'))`, { a: ['x', `it's`] }],
    [`"A""b" text CHECK("A""b" IN( 'x' ,'y' ) )`, { 'a"b': ['x', 'y'] }],
    [`a text check (a in ('x') or b), b text check (b not in ('y'))`, {}],
    [`a int check (a in (1, 2)), b text check (b in ())`, {}],
  ])('of SQLite: %s', (columns, values) => {
    const checks = valuesOfSqliteChecks(`create table t (${columns})`);

    expect(Object.fromEntries(checks)).toEqual(values);
  });

  it.each([
    ['apostrophes', Array.from({ length: 60 }, () => `'a''b'`).join(', ')],
    ['blanks', Array.from({ length: 9 }, () => `'a'${' '.repeat(200)}`).join('')],
  ])('take no time over many %s', (_what, texts) => {
    const began = performance.now();

    expect(valuesOfSqliteChecks(`create table t (a text check (a in (${texts}, 1)))`).size).toBe(0);
    expect(valuesOfPostgresCheck(`CHECK ((a = ANY (ARRAY[${texts}, 1])))`)).toBeUndefined();

    expect(performance.now() - began).toBeLessThan(1000);
  });
});
