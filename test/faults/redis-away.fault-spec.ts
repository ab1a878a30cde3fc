import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect } from 'vitest';

import { NO_REDIS_SERVER, RedisProcess } from '../support/redis-process.js';
import type { CaseRecord } from './frame/case-record.js';
import { faultCase } from './frame/fault-case.js';
import { sized, withSlack } from './frame/form.js';
import { Instance } from './frame/instance.js';
import { percentile, startLines } from './frame/lines.js';
import { SQLITE } from './frame/own-database.js';
import type { RecordedClient } from './frame/recorded-client.js';

const LOAD = '8 clients read one cached row, 1 changes it every 100 ms';
const AWAY_MS = sized({ long: 6_000, short: 3_000 });

const FAULTS = [
  {
    what: 'Redis killed and started again under load',
    options: [],
    fault: 'kill -9 of Redis',
    go: (redis: RedisProcess) => redis.kill(),
    back: (redis: RedisProcess) => redis.start(),
  },
  {
    what: 'Redis killed and started again with its append-only file',
    options: ['--appendonly', 'yes', '--appendfsync', 'always'],
    fault: 'kill -9 of Redis',
    go: (redis: RedisProcess) => redis.kill(),
    back: (redis: RedisProcess) => redis.start(),
  },
  {
    what: 'Redis paused under load',
    options: [],
    fault: 'SIGSTOP of Redis',
    go: (redis: RedisProcess) => redis.pause(),
    back: (redis: RedisProcess) => redis.resume(),
  },
];

describe('a cache', () => {
  for (const { what, options, fault, go, back } of FAULTS)
    faultCase(
      {
        id: options.length > 0 ? 'R17' : 'R16',
        what,
        load: LOAD,
        promised: '0 failed, p99 < 1 s; 0 stale later than 1 s after its return; used again < 20 s',
        missing: NO_REDIS_SERVER,
      },
      async (record) => {
        const redis = await RedisProcess.start(...options);
        const load = await underLoad(record, redis.url);

        await sleep(1_000);
        await go(redis);
        record.fault(`${fault} for ${AWAY_MS / 1000} s`);
        await sleep(AWAY_MS);
        await back(redis);
        const began = performance.now();
        record.recovery(await load.untilHit());
        await sleep(Math.max(0, 1_000 - (performance.now() - began)));
        load.stale.length = 0;
        await sleep(1_500);
        await load.end();

        const p99 = percentile(load.took, 0.99);
        record.figure('reads', `${load.took.length}, p99 ${Math.round(p99)} ms`);
        record.figure('stale reads', load.stale.length);
        expect(load.stale).toEqual([]);
        expect(Object.keys(record.counts).sort()).toEqual(['200', '201']);
        expect(p99).toBeLessThan(withSlack(1_000));
        expect(record.all.slowest).toBeLessThan(2_000);
        expect(record.all.recovery).toBeLessThan(withSlack(20_000));
      },
    );

  faultCase(
    {
      id: 'R10',
      what: 'one writer and eight readers of a cached row',
      load: `${LOAD}, for ${sized({ long: 10, short: 4 })} s`,
      promised: '0 reads of a version older than the last acknowledged',
      missing: NO_REDIS_SERVER,
    },
    async (record) => {
      const redis = await RedisProcess.start();
      const load = await underLoad(record, redis.url);

      await sleep(sized({ long: 10_000, short: 4_000 }));
      await load.end();

      record.figure('reads', `${load.took.length}, ${load.hits()} from the cache`);
      record.figure('stale reads', load.stale.length);
      expect(load.stale).toEqual([]);
      expect(load.hits()).toBeGreaterThan(0);
      expect(Object.keys(record.counts).sort()).toEqual(['200', '201']);
    },
  );
});

async function underLoad(record: CaseRecord, redis: string) {
  const yaml = `
redis: { url: "${redis}" }
endpoints:
  - route: /counters
    fields: { value: { type: int } }
    meta: { cache: { ttl: 300 } }
`;
  const { client } = await Instance.start({ database: await SQLITE.create(), record, yaml });
  await client.post('/counters', { value: 1 });
  const written = { version: 1 };
  const seen = { took: [] as number[], stale: [] as string[], hits: 0 };
  const writer = startLines(1, () => change(client, written));
  const readers = startLines(8, async () => {
    const known = written.version;
    const { status, json, took, headers } = await client.get('/counters/1');
    seen.took.push(took);
    if (isHit(headers)) seen.hits += 1;
    const version = status === 200 ? (json.version as number) : known;
    if (version < known) seen.stale.push(`${version} after ${known}`);
    await sleep(2);
  });
  return {
    ...seen,
    hits: () => seen.hits,
    async end() {
      await Promise.all([writer.end(), readers.end()]);
    },
    /** Milliseconds until the cache is used again. */
    async untilHit() {
      const [began, before] = [performance.now(), seen.hits];
      while (seen.hits === before && performance.now() - began < 30_000) await sleep(10);
      return performance.now() - began;
    },
  };
}

async function change(client: RecordedClient, written: { version: number }): Promise<void> {
  const { version } = written;
  const { status } = await client.patch('/counters/1', { value: version, version });
  if (status === 200) written.version = version + 1;
  await sleep(100);
}

function isHit(headers: Headers): boolean {
  return headers.get('cache-status')?.includes('; hit') === true;
}
