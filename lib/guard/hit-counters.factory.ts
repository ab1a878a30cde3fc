import type { RedisOptions } from '../declare/redis-options.interface.js';
import { optionalPackage } from '../package/optional-package.js';
import type { HitCounters, HitStorage } from './hit-counters.js';
import { MemoryHitStorage } from './memory-hit.storage.js';
import { RedisHitStorage } from './redis-hit.storage.js';

/**
 * Counters in Redis, or in this process.
 *
 * @param redis - `undefined`: in this process
 * @throws {@link ConfigurationError} where a package is not installed
 */
export async function openHitCounters(redis: RedisOptions | undefined): Promise<HitCounters> {
  const load = () => import('@nestjs/throttler');
  const throttler = await optionalPackage('@nestjs/throttler', load, 'Throttling');
  const memory = new MemoryHitStorage();
  const shared = redis && (await RedisHitStorage.open(redis, memory));
  const storage: HitStorage = shared ?? memory;
  return {
    increment: (...counted) => storage.increment(...counted),
    clientOf: (address) => throttler.normalizeIp(address),
    start: () => shared?.start(),
    close: async () => shared?.close(),
  };
}
