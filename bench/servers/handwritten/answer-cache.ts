import { CacheModule } from '@nestjs/cache-manager';
import { createClient, type RedisClientType } from '@redis/client';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';
import { CACHE_SECONDS } from '../../resource/book.js';

const { BENCH_REDIS_URL } = process.env;

/** In memory, or in Redis by the same adapter that the library uses. */
export const answerCache = CacheModule.registerAsync({
  useFactory: async () => ({
    ttl: CACHE_SECONDS * 1000,
    ...(BENCH_REDIS_URL && { stores: [await redisStore(BENCH_REDIS_URL)] }),
  }),
});

async function redisStore(url: string): Promise<Keyv> {
  const client = createClient({ url }) as RedisClientType;
  await client.connect();
  return new Keyv(new KeyvAdapter(redisInsStore(client as never)));
}
