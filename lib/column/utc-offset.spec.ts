import { describe, expect, it } from 'vitest';
import { utcOffset } from './utc-offset.js';

describe('an offset from UTC', () => {
  it.each([
    ['Z', 0],
    ['+00', 0],
    ['+05:30', 330 * 60_000],
    ['-0800', -480 * 60_000],
    ['+05', 300 * 60_000],
    ['+05:21:10', 321 * 60_000 + 10_000],
    ['-00:19:32', -(19 * 60_000 + 32_000)],
  ])('%s is %s ms', (zone, offset) => {
    expect(Math.abs(utcOffset(zone) - offset)).toBe(0);
  });
});
