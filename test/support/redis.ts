import { Redis } from 'ioredis';

const URL_OF_TESTS = process.env.LIGHTAPI_TEST_REDIS ?? 'redis://127.0.0.1:6379/0';

/** A Redis that the tests may use, or why there is none. */
export interface TestRedis {
  readonly url: string;
  /** `undefined` where it can be used; where all tests are required, it is missed aloud. */
  readonly missing: string | undefined;
}

export const REDIS: TestRedis = { url: URL_OF_TESTS, missing: await whyNoRedis() };

/** Forgets what was counted. */
export async function forgetCounts(): Promise<void> {
  const client = new Redis(URL_OF_TESTS);
  try {
    const keys = await client.keys('{lightapi:throttle:*');
    if (keys.length > 0) await client.del(...keys);
  } finally {
    client.disconnect();
  }
}

async function whyNoRedis(): Promise<string | undefined> {
  const client = new Redis(URL_OF_TESTS, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return undefined;
  } catch (error) {
    if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw error;
    return `no Redis at ${new URL(URL_OF_TESTS).host}; set LIGHTAPI_TEST_REDIS`;
  } finally {
    client.disconnect();
  }
}
