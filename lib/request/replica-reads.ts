import { createHash } from 'node:crypto';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a client that has written carries to whichever instance it asks next. */
const COOKIE = 'lightapi_primary';
const HAS_COOKIE = new RegExp(`(?:^|;\\s*)${COOKIE}=1(?:;|$)`);

/** A client without a jar for cookies asks for the newest as HTTP has it. @see RFC 9111, 5.2.1.4 */
const NO_CACHE = /\bno-cache\b/i;

/** Writers that are remembered at once; with more of them, nobody reads from a replica. */
const MAX_WRITERS = 10_000;

/** Seconds. */
export const DEFAULT_LAG = 5;

/**
 * Decides which requests may read from a replica: GET and HEAD of clients that have not written
 * for as long as a replica may lag behind. A client is known by its credentials, or without any by
 * its address, to the instance that it wrote to; and to every instance by a cookie.
 */
export class ReplicaReads {
  /** When each may read from replicas again, the first to do so first; milliseconds. */
  private readonly writers = new Map<string, number>();
  private everybody = 0;

  /** @param lag - in seconds */
  constructor(
    private readonly lag: number,
    private readonly now: () => number = Date.now,
  ) {}

  allows(request: FastifyRequest): boolean {
    if (!isSafe(request)) return false;
    const { headers } = request;
    const { cookie = '', 'cache-control': cacheControl = '' } = headers;
    // A replica may not have the version yet that is named.
    if (headers['if-match'] !== undefined) return false;
    if (HAS_COOKIE.test(cookie) || NO_CACHE.test(cacheControl)) return false;
    const now = this.now();
    return this.everybody <= now && (this.writers.get(clientOf(request)) ?? 0) <= now;
  }

  /** Before the answer of a write leaves. */
  remember(request: FastifyRequest, reply: FastifyReply): void {
    const now = this.now();
    const until = now + this.lag * 1000;
    const client = clientOf(request);
    this.writers.delete(client);
    this.writers.set(client, until);
    this.forget(now, until);
    const secure = request.protocol === 'https' ? '; Secure' : '';
    void reply.header(
      'set-cookie',
      `${COOKIE}=1; Max-Age=${Math.ceil(this.lag)}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    );
  }

  private forget(now: number, until: number): void {
    for (const [client, end] of this.writers) {
      if (end > now && this.writers.size <= MAX_WRITERS) return;
      if (end > now) this.everybody = until;
      this.writers.delete(client);
    }
  }
}

export function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Credentials are not kept as they are. */
function clientOf({ headers: { authorization }, ip }: FastifyRequest): string {
  return authorization === undefined
    ? ip
    : createHash('sha256').update(authorization).digest('base64');
}
