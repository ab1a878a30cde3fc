import { describe, expect } from 'vitest';

import type { LightApiServerOptions } from '../../lib/index.js';
import type { ApiAnswer, ApiClient } from './api-client.js';
import { serve } from './nest-app.js';
import { REDIS } from './redis.js';
import { SERVERS, type TestApi, type TestServer } from './servers.js';

/** Where answers are kept. */
export interface TestStore {
  readonly name: 'memory' | 'Redis';
  readonly missing: string | undefined;
  readonly options: Pick<LightApiServerOptions, 'redis'>;
}

const STORES: readonly TestStore[] = [
  { name: 'memory', missing: undefined, options: {} },
  { name: 'Redis', missing: REDIS.missing, options: { redis: { url: REDIS.url, timeout: 5_000 } } },
];

/** The same tests on each database with each store, with the reason where one is missing. */
export function describeOnEachCache(
  title: string,
  tests: (server: TestServer, store: TestStore) => void,
): void {
  for (const server of SERVERS)
    for (const store of STORES) {
      const missing = server.missing ?? store.missing;
      const reason = missing === undefined ? '' : ` (${missing})`;
      const name = `${title} on ${server.name}, in ${store.name}${reason}`;
      describe.skipIf(missing !== undefined)(name, () => {
        tests(server, store);
      });
    }
}

/** Serves as `serve` does, and waits until the cache is there. */
export async function serveCached(
  server: TestServer,
  options: LightApiServerOptions,
): Promise<TestApi> {
  const api = await serve(server, options);
  const readiness = async () => (await api.get('/readyz')).json as unknown;
  await expect.poll(readiness, { timeout: 5_000, interval: 10 }).toEqual({ status: 'ok' });
  return api;
}

/** Resolves when answers of a path are cached. */
export async function cacheIsUsed(api: ApiClient, path: string, within = 5_000): Promise<void> {
  const look = async () => statusOf(await api.get(path));
  await expect.poll(look, { timeout: within, interval: 10 }).not.toMatch(/unavailable/);
}

/** `hit`, `miss`, `collapsed`, or the reason of a bypass; `none` where nothing is said. */
export function statusOf({ headers }: ApiAnswer): string {
  const status = headers.get('cache-status') ?? 'none';
  const [, word = status] = /(hit|collapsed|detail=\w+)/.exec(status) ?? [];
  return /fwd=miss(?!; collapsed)/.test(status) ? 'miss' : word.replace('detail=', '');
}
