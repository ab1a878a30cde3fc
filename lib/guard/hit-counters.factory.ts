import { optionalPackage } from './optional-package.js';
import type { HitCounters, HitStorage } from './hit-counters.js';
import { MemoryHitStorage } from './memory-hit.storage.js';
import { RedisHitStorage } from './redis-hit.storage.js';

/**
 * Counters in Redis, or in this process.
 *
 * @param redisUrl - `undefined`: in this process
 * @throws {@link ConfigurationError} where a package is not installed
 */
export async function openHitCounters(redisUrl: string | undefined): Promise<HitCounters> {
  const load = () => import('@nestjs/throttler');
  const throttler = await optionalPackage('@nestjs/throttler', load, 'Throttling');
  const memory = new MemoryHitStorage();
  const redis = redisUrl === undefined ? undefined : await RedisHitStorage.open(redisUrl, memory);
  const storage: HitStorage = redis ?? memory;
  return {
    increment: (...counted) => storage.increment(...counted),
    clientOf: (address) => throttler.normalizeIp(address),
    start: () => redis?.start(),
    close: async () => redis?.close(),
  };
}
