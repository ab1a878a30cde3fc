import { describe, expect, it } from 'vitest';

import { isoYears, postgresYears } from './wide-years.js';

describe('a year', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['12345-01-01', '+012345-01-01'],
    ['294276-12-31 10:00:00+00', '+294276-12-31 10:00:00+00'],
    ['0044-03-15 BC', '-000043-03-15'],
    ['0001-12-31 BC', '0000-12-31'],
    ['4713-11-24 00:00:00+00 BC', '-004712-11-24 00:00:00+00'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity'],
  ])('of PostgreSQL in %s is that of %s in ISO 8601', (postgres, iso) => {
    expect(isoYears(postgres)).toBe(iso);
    expect(postgresYears(iso)).toBe(postgres);
  });
});
