import type { Standing } from './throttle.js';

/** By how much the ends of one window may seem to differ, which are told in seconds; milliseconds. */
const ROUNDING = 2_000;

/** What is left of one window, and when it ends in milliseconds since the epoch. */
interface Remainder {
  readonly left: number;
  readonly until: number;
}

/**
 * Where a client stands with all limits, as far as this process was told. What was counted at once
 * may be told in any order: of one window the least holds, until a newer one has begun.
 */
export class KnownStanding {
  private readonly windows = new Map<Standing['window'], Remainder>();

  /** @param fewest - what the smallest of the limits allows */
  constructor(private readonly fewest: number) {}

  learn({ window, left, wait }: Standing): void {
    // Such a window does not limit anything yet, and would be kept for a day.
    if (left >= this.fewest) return;
    const until = Date.now() + wait * 1000;
    const known = this.windows.get(window);
    const isNewer = known === undefined || until > known.until + ROUNDING;
    const remainder = isNewer ? { left, until } : lesser(known, { left, until });
    this.windows.set(window, remainder);
  }

  /** Whether there is nothing to remember. */
  isFresh(): boolean {
    return this.left() === this.fewest;
  }

  /** What the client may still ask. */
  left(): number {
    return Math.min(this.fewest, ...this.current().map(({ left }) => left));
  }

  /** When a client with nothing left may ask again, in milliseconds since the epoch. */
  freeAt(): number {
    const spent = this.current().filter(({ left }) => left < 1);
    return Math.max(0, ...spent.map(({ until }) => until));
  }

  private current(): Remainder[] {
    const now = Date.now();
    return [...this.windows.values()].filter(({ until }) => until > now);
  }
}

function lesser(one: Remainder, other: Remainder): Remainder {
  return { left: Math.min(one.left, other.left), until: Math.max(one.until, other.until) };
}
