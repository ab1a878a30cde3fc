import { describe, expect, it } from 'vitest';

import { rateLimitProblems, readRateLimits } from './rate-limits.check.js';

describe('rate limits', () => {
  it('are read by either name, from the shortest window to the longest', () => {
    const limits = { requests_per_day: 3, requestsPerHour: 2, requests_per_minute: 1 };

    expect(readRateLimits(limits)).toEqual([
      { window: 'minute', requests: 1 },
      { window: 'hour', requests: 2 },
      { window: 'day', requests: 3 },
    ]);
  });

  it.each([
    [null, /is no object/],
    [10, /is no object/],
    [{}, /has no limit/],
    [{ requestsPerMinut: 1 }, /Did you mean 'requestsPerMinute'\?/],
    [{ requestsPerMinute: 0 }, /'requestsPerMinute', which is 0/],
    [{ requestsPerMinute: 1.5 }, /'requestsPerMinute', which is 1.5/],
    [{ requestsPerMinute: Infinity }, /'requestsPerMinute', which is Infinity/],
  ])('that are wrong are told: %j', (limits, told) => {
    expect(rateLimitProblems(limits).join('\n')).toMatch(told);
  });
});
