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

/** A limit, and what is counted of it. */
interface Count extends Hits {
  readonly limit: number;
}

/** Where a client stands with the limit that is tightest. */
export interface Standing {
  /** Requests. */
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
    const tightest = await this.tightest(request.ip);
    if (tightest === undefined) return;
    tell(reply, tightest);
    if (tightest.isBlocked) throw new TooManyRequestsError(waitOf(tightest));
  }

  /** Counts without refusing; `undefined` where nothing is limited. */
  async record(address: string): Promise<Standing | undefined> {
    const tightest = await this.tightest(address);
    return tightest && { left: Math.max(0, left(tightest)), wait: waitOf(tightest) };
  }

  /** What stands for a client's address. */
  clientOf(address: string): string {
    return this.counters.clientOf(address);
  }

  private async tightest(address: string): Promise<Count | undefined> {
    let tightest: Count | undefined;
    for (const limit of this.limits) {
      const count = await this.hit(limit, address);
      if (tightest === undefined || left(count) < left(tightest)) tightest = count;
      if (count.isBlocked) break;
    }
    return tightest;
  }

  private async hit({ window, requests }: RateLimit, address: string): Promise<Count> {
    const key = `lightapi:throttle:${this.name}:${window}:${this.counters.clientOf(address)}`;
    const duration = WINDOWS[window];
    const hits = await this.counters.increment(key, duration, requests, duration, window);
    return { ...hits, limit: requests };
  }
}

function left({ isBlocked, limit, totalHits }: Count): number {
  return isBlocked ? -1 : Math.max(0, limit - totalHits);
}

function waitOf({ isBlocked, timeToBlockExpire, timeToExpire }: Count): number {
  return Math.max(1, isBlocked ? timeToBlockExpire : timeToExpire);
}

/** @see draft-ietf-httpapi-ratelimit-headers, in the form that clients know */
function tell(reply: FastifyReply, count: Count): void {
  void reply.headers({
    'ratelimit-limit': String(count.limit),
    'ratelimit-remaining': String(Math.max(0, left(count))),
    'ratelimit-reset': String(waitOf(count)),
  });
}
