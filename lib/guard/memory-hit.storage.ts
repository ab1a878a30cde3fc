import type { HitStorage, Hits } from './hit-counters.js';

/** Windows that are kept at once; beyond that the oldest are forgotten. */
const MAX_WINDOWS = 100_000;

/** What one client has used of one limit. */
interface Window {
  hits: number;
  /** Milliseconds since the epoch, both. */
  endsAt: number;
  blockedUntil: number;
}

/**
 * Counts in this process as the storage in Redis does: a window begins with its first hit, and the
 * hit that is too many blocks for `blockDuration`. Each costs the same, however many there are.
 */
export class MemoryHitStorage implements HitStorage {
  private readonly windows = new Map<string, Window>();

  increment(...counted: Parameters<HitStorage['increment']>): Promise<Hits> {
    const [key, ttl, limit, blockDuration] = counted;
    const now = Date.now();
    const window = this.windowAt(key, now, ttl);
    if (window.blockedUntil <= now) {
      window.hits += 1;
      if (window.hits > limit) window.blockedUntil = now + blockDuration;
    }
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire: secondsFrom(now, window.endsAt),
      isBlocked: window.blockedUntil > now,
      timeToBlockExpire: secondsFrom(now, window.blockedUntil),
    });
  }

  private windowAt(key: string, now: number, ttl: number): Window {
    const known = this.windows.get(key);
    if (known !== undefined && !isOver(known, now)) return known;
    const begun = { hits: 0, endsAt: now + ttl, blockedUntil: 0 };
    this.windows.delete(key);
    this.windows.set(key, begun);
    this.forget(now);
    return begun;
  }

  /** The first ones are the oldest: each new window looks after as many as it adds, and one more. */
  private forget(now: number): void {
    let looked = 0;
    for (const [key, window] of this.windows) {
      looked += 1;
      if (isOver(window, now) || this.windows.size > MAX_WINDOWS) this.windows.delete(key);
      else if (looked >= 2) return;
    }
  }
}

function isOver({ endsAt, blockedUntil }: Window, now: number): boolean {
  return blockedUntil === 0 ? endsAt <= now : blockedUntil <= now;
}

function secondsFrom(now: number, time: number): number {
  return Math.max(0, Math.ceil((time - now) / 1000));
}
