import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

import type { RedisOptions } from '../declare/redis-options.interface.js';
import type { HitStorage, Hits } from './hit-counters.js';
import { optionalPackage } from '../package/optional-package.js';
import { within } from './within.js';

/** How long a request waits for Redis, in milliseconds, unless the options say otherwise. */
const PATIENCE = 60;

/** How long Redis is left alone after it kept a request waiting, in milliseconds. */
const PAUSE = 1_000;

/** Milliseconds. */
const MAX_RECONNECT_DELAY = 2_000;

/** Clients that are known to be blocked; of more, Redis is asked. */
const MAX_BLOCKED = 10_000;

/** Counts in Redis; while it does not answer at once, in this process. */
export class RedisHitStorage implements HitStorage {
  private readonly logger = new Logger('LightApi');
  private pausedUntil = 0;
  private isTold = false;

  /**
   * The package's script counts what a client asks while it is blocked, and so would block it again at once: who asks
   * a little too often would stay out for ever. As long as a client is blocked, nothing is asked for it.
   */
  private readonly blocked = new LRUCache<string, Hits>({ max: MAX_BLOCKED });

  private constructor(
    private readonly client: Redis,
    private readonly redis: HitStorage,
    private readonly memory: HitStorage,
    private readonly patience: number,
  ) {
    client.on('error', (error: Error) => {
      this.tell(error);
    });
    client.on('ready', () => {
      this.isTold = false;
    });
  }

  /**
   * Does not connect yet.
   *
   * @throws {@link ConfigurationError} where a package is not installed
   */
  static async open(
    { url, timeout = PATIENCE }: RedisOptions,
    memory: HitStorage,
  ): Promise<RedisHitStorage> {
    const why = `Throttling with 'redis.url'`;
    const ioredis = await optionalPackage('ioredis', () => import('ioredis'), why);
    const storage = await optionalPackage(
      '@nest-lab/throttler-storage-redis',
      () => import('@nest-lab/throttler-storage-redis'),
      why,
    );
    const client = new ioredis.Redis(url, {
      enableOfflineQueue: false,
      // A start that fails after this leaves no connection behind, which would keep the process alive.
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_DELAY),
    });
    const redis = new storage.ThrottlerStorageRedisService(client);
    return new RedisHitStorage(client, redis, memory, timeout);
  }

  async increment(...counted: Parameters<HitStorage['increment']>): Promise<Hits> {
    const [key] = counted;
    const known = this.blocked.get(key);
    if (known === undefined) return this.remember(key, await this.ask(counted));
    return { ...known, timeToBlockExpire: Math.ceil(this.blocked.getRemainingTTL(key) / 1000) };
  }

  private remember(key: string, hits: Hits): Hits {
    if (hits.isBlocked) this.blocked.set(key, hits, { ttl: hits.timeToBlockExpire * 1000 });
    return hits;
  }

  private async ask(counted: Parameters<HitStorage['increment']>): Promise<Hits> {
    if (this.client.status !== 'ready' || Date.now() < this.pausedUntil)
      return this.memory.increment(...counted);
    try {
      return await this.shared(counted);
    } catch (error) {
      this.pausedUntil = Date.now() + PAUSE;
      this.tell(error as Error);
      return this.memory.increment(...counted);
    }
  }

  /** ioredis has a time-out of its own, which would hold for its handshake too. */
  private shared(counted: Parameters<HitStorage['increment']>): Promise<Hits> {
    const { patience } = this;
    const late = () => new Error(`no answer within ${patience} ms`);
    return within(patience, this.redis.increment(...counted), late);
  }

  /** Connects, without anybody waiting for it. */
  start(): void {
    // What goes wrong is told by the listener, and tried again.
    this.client.connect().catch(() => undefined);
  }

  close(): Promise<void> {
    this.client.disconnect();
    return Promise.resolve();
  }

  /** Once for each time that it goes away. */
  private tell({ message }: Error): void {
    if (this.isTold) return;
    this.isTold = true;
    this.logger.warn(`Redis does not answer, and this process counts by itself: ${message}`);
  }
}
