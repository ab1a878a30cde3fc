/** What a counter says; times in seconds. */
export interface Hits {
  readonly totalHits: number;
  readonly timeToExpire: number;
  readonly isBlocked: boolean;
  readonly timeToBlockExpire: number;
}

/** A storage of `@nestjs/throttler`. */
export interface HitStorage {
  /** Times in milliseconds. */
  increment(
    ...counted: [key: string, ttl: number, limit: number, blockDuration: number, name: string]
  ): Promise<Hits>;
}

/** Where hits are counted. */
export interface HitCounters extends HitStorage {
  /** What stands for a client's address: of IPv6, the network that one client has. */
  clientOf(address: string): string;
  /** When nothing can keep the application from starting any more. */
  start(): void;
  close(): Promise<void>;
}
