import type { RateLimits } from '../declare/rate-limits.interface.js';
import { nearest } from './nearest.js';

/** One limit, whichever of its two names was used. */
export interface RateLimit {
  readonly window: 'minute' | 'hour' | 'day';
  readonly requests: number;
}

/** The two names of each limit, from the shortest window to the longest. */
const NAMES = [
  { window: 'minute', names: ['requestsPerMinute', 'requests_per_minute'] },
  { window: 'hour', names: ['requestsPerHour', 'requests_per_hour'] },
  { window: 'day', names: ['requestsPerDay', 'requests_per_day'] },
] as const satisfies { window: RateLimit['window']; names: (keyof RateLimits)[] }[];

const KNOWN: readonly string[] = NAMES.flatMap(({ names }) => names);

/** The limits, from the shortest window to the longest. */
export function readRateLimits(limits: RateLimits): RateLimit[] {
  return NAMES.flatMap(({ window, names: [camel, snake] }) => {
    const requests = limits[camel] ?? limits[snake];
    return requests === undefined ? [] : [{ window, requests }];
  });
}

/** What is wrong with limits; each goes on after the name of the option. */
export function rateLimitProblems(limits: unknown): string[] {
  if (typeof limits !== 'object' || limits === null)
    return [`is no object. Give limits, e.g. { requestsPerMinute: 60 }.`];
  const entries = Object.entries(limits) as [string, unknown][];
  if (entries.length === 0) return [`has no limit. Give one, e.g. { requestsPerMinute: 60 }.`];
  return entries.flatMap(([name, value]) => problemOf(name, value));
}

function problemOf(name: string, value: unknown): string[] {
  if (!KNOWN.includes(name)) return [`has no limit '${name}'.${nearest(name, KNOWN)}`];
  if (Number.isSafeInteger(value) && (value as number) > 0) return [];
  return [`has '${name}', which is ${String(value)}. Give an integer from 1 on.`];
}
