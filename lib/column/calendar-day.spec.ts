import { describe, expect, it } from 'vitest';
import { isCalendarDay } from './calendar-day.js';

describe('a day of the calendar', () => {
  it.each([
    '2026-11-22',
    '2024-02-29',
    '2000-02-29',
    '0001-01-01',
    '9999-12-31',
    '0000-02-29',
    '+275760-09-12',
    '+275760-09-14',
    '+294276-02-29',
    '+999999-12-31',
    '-000044-02-29',
  ])('is %s', (text) => {
    expect(isCalendarDay(text)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-01',
    '2026-13-01',
    '2026-01-00',
    '2026-01-32',
    '+275761-02-29',
    '+300000-13-01',
    '+002026-01-31',
    '-000000-01-01',
    '-300000-01-01',
  ])('is not %s', (text) => {
    expect(isCalendarDay(text)).toBe(false);
  });
});
