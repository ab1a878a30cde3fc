import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';

import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { HitCounters } from './hit-counters.js';
import type { RedisOptions } from '../declare/redis-options.interface.js';
import { openHitCounters } from './hit-counters.factory.js';
import { Throttle } from './throttle.js';

/** Makes throttles, which all count in one place; it is opened when the first is made. */
export class Throttles implements OnApplicationBootstrap, OnApplicationShutdown {
  private counters: Promise<HitCounters> | undefined;

  /** @param redis - `undefined`: each process counts by itself */
  constructor(private readonly redis: RedisOptions | undefined) {}

  /**
   * @param name - what is counted together
   * @returns `undefined` where nothing is limited
   * @throws {@link ConfigurationError} where a package is not installed
   */
  async of(name: string, limits: RateLimits | false | undefined): Promise<Throttle | undefined> {
    if (limits === undefined || limits === false) return undefined;
    this.counters ??= openHitCounters(this.redis);
    return new Throttle(name, limits, await this.counters);
  }

  async onApplicationBootstrap(): Promise<void> {
    (await this.counters)?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.counters)?.close();
  }
}
