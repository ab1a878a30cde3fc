import { describe, expect, it } from 'vitest';
import { codecOf } from './codec-of.js';
import { fieldOf } from './field-model.fixture.js';

const codec = codecOf(fieldOf('date', { ge: '2000-01-01' }), 'sqlite');

describe('a date', () => {
  it.each(['2026-11-22', '2024-02-29', '0001-01-01', '9999-12-31'])('takes %s', (day) => {
    expect(codec.parse(day)).toBe(day);
  });

  it.each([
    ['2026-02-30', 'date_parsing'],
    ['0000-01-01', 'date_parsing'],
    ['10000-01-01', 'date_parsing'],
    ['2026-11-22T00:00:00Z', 'date_parsing'],
    ['2026-1-1', 'date_parsing'],
    ['2026-11-22\n', 'date_parsing'],
    ['', 'date_parsing'],
    [new Date(), 'date_type'],
    [20261122, 'date_type'],
    [null, 'date_type'],
  ])('refuses %j as %s', (input, type) => {
    expect(codec.parse(input)).toMatchObject({ type });
  });

  it('is bounded by days of any year where the column holds those', () => {
    const [bound] = codecOf(
      fieldOf('date', { ge: '+290000-06-15', unbounded: true }),
      'postgresql',
    ).constraints;
    const days = [
      '+290000-06-14',
      '-000043-12-31',
      '-infinity',
      '+290000-06-15',
      '+290000-07-01',
      'infinity',
    ];

    expect(days.map((day) => bound?.accepts(day))).toEqual([false, false, false, true, true, true]);
  });

  it('is bounded by days', () => {
    expect(['1999-12-31', '2000-01-01'].map((day) => codec.constraints[0]?.accepts(day))).toEqual([
      false,
      true,
    ]);
  });
});
