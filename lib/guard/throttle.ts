import type { FastifyReply } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import { TooManyRequestsError } from '../error/too-many-requests.error.js';
import { type RateLimit, readRateLimits } from '../model/rate-limits.check.js';
import type { HitCounters, Hits } from './hit-counters.js';

/** Milliseconds. */
const WINDOWS: Record<RateLimit['window'], number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Where a client stands with one limit. */
export interface Standing extends Pick<RateLimit, 'window'> {
  /** What the limit allows. */
  readonly limit: number;
  /** Requests; below zero where this one was too many. */
  readonly left: number;
  /** Until there are more, in seconds. */
  readonly wait: number;
}

/** Counts the requests of each client, and refuses those that are too many. */
export class Throttle {
  private readonly limits: readonly RateLimit[];
  /** What the smallest of the limits allows. */
  readonly fewest: number;

  /** @param name - what is counted together */
  constructor(
    private readonly name: string,
    limits: RateLimits,
    private readonly counters: HitCounters,
  ) {
    this.limits = readRateLimits(limits);
    this.fewest = Math.min(...this.limits.map(({ requests }) => requests));
  }

  /**
   * Counts a request, and tells the client where it stands.
   *
   * @throws {@link TooManyRequestsError}
   */
  async count(request: LightApiRequest, reply: FastifyReply): Promise<void> {
    this.answer(await this.record(request.ip), reply);
  }

  /** Counts without refusing, up to the first limit that refuses. */
  async record(address: string): Promise<readonly Standing[]> {
    const standings: Standing[] = [];
    for (const limit of this.limits) {
      const standing = await this.hit(limit, address);
      standings.push(standing);
      if (standing.left < 0) break;
    }
    return standings;
  }

  /**
   * Tells the client where it stands with the limit that is tightest.
   *
   * @throws {@link TooManyRequestsError}
   */
  answer(standings: readonly Standing[], reply: FastifyReply): void {
    const tightest = tightestOf(standings);
    if (tightest === undefined) return;
    tell(reply, tightest);
    if (tightest.left < 0) throw new TooManyRequestsError(tightest.wait);
  }

  /** What stands for a client's address. */
  clientOf(address: string): string {
    return this.counters.clientOf(address);
  }

  private async hit({ window, requests }: RateLimit, address: string): Promise<Standing> {
    const key = `lightapi:throttle:${this.name}:${window}:${this.counters.clientOf(address)}`;
    const duration = WINDOWS[window];
    const hits = await this.counters.increment(key, duration, requests, duration, window);
    return { window, limit: requests, left: left(hits, requests), wait: waitOf(hits) };
  }
}

function left({ isBlocked, totalHits }: Hits, limit: number): number {
  return isBlocked ? -1 : Math.max(0, limit - totalHits);
}

function waitOf({ isBlocked, timeToBlockExpire, timeToExpire }: Hits): number {
  return Math.max(1, isBlocked ? timeToBlockExpire : timeToExpire);
}

function tightestOf(standings: readonly Standing[]): Standing | undefined {
  let tightest: Standing | undefined;
  for (const standing of standings)
    if (tightest === undefined || standing.left < tightest.left) tightest = standing;
  return tightest;
}

/** @see draft-ietf-httpapi-ratelimit-headers, in the form that clients know */
function tell(reply: FastifyReply, { limit, left, wait }: Standing): void {
  void reply.headers({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, left)),
    'ratelimit-reset': String(wait),
  });
}
