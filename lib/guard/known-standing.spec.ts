import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { KnownStanding } from './known-standing.js';
import type { Standing } from './throttle.js';

describe('where a client stands', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is the least that was told of a window, in whichever order', () => {
    const standing = new KnownStanding(10);

    for (const left of [7, 5, 6]) standing.learn(minute(left, 60));

    expect(standing.left()).toBe(5);
  });

  it('is what a new window says, though the old one seems to last a moment longer', () => {
    const standing = new KnownStanding(10);
    standing.learn(minute(0, 60));
    vi.setSystemTime(Date.now() + 59_500);

    standing.learn(minute(9, 60));

    expect(standing.left()).toBe(9);
  });

  it('is free when the last window that is used up ends', () => {
    const standing = new KnownStanding(10);
    const now = Date.now();
    standing.learn(minute(-1, 20));
    standing.learn({ window: 'hour', limit: 100, left: 0, wait: 900 });
    standing.learn({ window: 'day', limit: 1000, left: 5, wait: 9000 });

    expect(standing.freeAt()).toBe(now + 900_000);
  });

  it('is nothing to remember while no window has less than the smallest limit', () => {
    const standing = new KnownStanding(10);
    standing.learn({ window: 'day', limit: 1000, left: 999, wait: 86_400 });

    expect(standing.isFresh()).toBe(true);
  });
});

function minute(left: number, wait: number): Standing {
  return { window: 'minute', limit: 10, left, wait };
}
