import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { TooManyRequestsError } from '../error/too-many-requests.error.js';
import { GuessLimit } from './guess-limit.js';
import { openHitCounters } from './hit-counters.factory.js';
import { Throttle } from './throttle.js';

const REQUEST = { ip: '127.0.0.1' } as LightApiRequest;
const OTHER = { ip: '127.0.0.2' } as LightApiRequest;

describe('passwords that nobody ever answers', () => {
  it('have those that wait for them refused, and nobody else', async () => {
    const limits = { requestsPerMinute: 2 };
    const throttle = new Throttle('login', limits, await openHitCounters(undefined));
    const guesses = new GuessLimit(throttle, 20);
    for (let times = 0; times < 2; times += 1)
      void guesses.attempt(REQUEST, () => new Promise<object>(() => undefined));

    const waiting = guesses.attempt(REQUEST, () => ({}));
    const other = guesses.attempt(OTHER, () => ({}));

    await expect(waiting).rejects.toThrow(TooManyRequestsError);
    await expect(other).resolves.toEqual({});
  });

  it('count as wrong ones, and give their places back', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const limits = { requestsPerMinute: 2 };
    const throttle = new Throttle('login', limits, await openHitCounters(undefined));
    const guesses = new GuessLimit(throttle);
    const hang = () => void guesses.attempt(REQUEST, () => new Promise<object>(() => undefined));
    hang();
    hang();
    await vi.advanceTimersByTimeAsync(10_000);

    await expect(guesses.attempt(REQUEST, () => ({}))).rejects.toThrow(TooManyRequestsError);
    await vi.advanceTimersByTimeAsync(60_000);
    hang();
    await expect(guesses.attempt(REQUEST, () => ({}))).resolves.toEqual({});
  });
});
