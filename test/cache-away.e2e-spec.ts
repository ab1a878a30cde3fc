import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { cacheIsUsed, serveCached, statusOf } from './support/caches.js';
import { Load } from './support/load.js';
import { freshDatabase, serve } from './support/nest-app.js';
import { NO_REDIS_SERVER, RedisProcess } from './support/redis-process.js';
import { SERVERS, type TestApi } from './support/servers.js';

@Endpoint('/books', { cache: { ttl: 300 } })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

const [SQLITE] = SERVERS;
const reason = NO_REDIS_SERVER === undefined ? '' : ` (${NO_REDIS_SERVER})`;
const warnings: string[] = [];

beforeEach(() => {
  warnings.length = 0;
  const warn = vi.spyOn(Logger.prototype, 'warn');
  warn.mockImplementation((message: unknown) => void warnings.push(String(message)));
  onTestFinished(() => {
    warn.mockRestore();
  });
});

const GONE = expect.stringMatching(/^Redis does not answer, and answers are not cached: .+/);
const BACK = 'Redis answers again, and answers are cached.';

/** Milliseconds that no Redis takes on a busy machine, so that one that answers is never away. */
const LONGER_THAN_BUSY = 400;

describe.skipIf(NO_REDIS_SERVER !== undefined)(`a Redis that is away${reason}`, () => {
  it('at start keeps nothing from starting, and is used when it comes', async () => {
    const redis = await RedisProcess.start();
    await redis.kill();
    const api = await serve(SQLITE!, { endpoints: [Book], redis: { url: redis.url } });

    const without = await timed(() => api.get('/books'));
    await expect.poll(() => warnings.length, { timeout: 2_000 }).toBe(1);
    await redis.start();
    await cacheIsUsed(api, '/books', 2_000);

    expect(without.answer.status).toBe(200);
    expect(without.took).toBeLessThan(500);
    expect(warnings).toEqual([GONE, BACK]);
  });

  it('and accepts without ever answering, at start, holds nothing up', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    const url = `redis://127.0.0.1:${(mute.address() as AddressInfo).port}`;

    const start = await timed(() => serve(SQLITE!, { endpoints: [Book], redis: { url } }));
    const first = await timed(() => start.answer.post('/books', { title: 'Emma' }));
    const second = await timed(() => start.answer.get('/books'));
    await expect.poll(() => warnings.length, { timeout: 2_000 }).toBe(1);

    expect(first.took + second.took).toBeLessThan(1_000);
    expect(second.answer.json.results).toHaveLength(1);
    expect(statusOf(second.answer)).toBe('unavailable');
    expect(warnings).toEqual([GONE]);
  });

  it.each([
    {
      what: 'paused',
      goes: (redis: RedisProcess) => redis.pause(),
    },
    { what: 'killed', goes: (redis: RedisProcess) => redis.kill() },
    {
      what: 'killed with its data kept',
      goes: (redis: RedisProcess) => redis.kill(),
      options: ['--appendonly', 'yes', '--appendfsync', 'always'],
    },
  ])('$what in the middle of load fails no request and brings nothing old', async (away) => {
    const redis = await RedisProcess.start(...(away.options ?? []));
    const api = await serveCached(SQLITE!, {
      endpoints: [Book],
      redis: { url: redis.url, timeout: LONGER_THAN_BUSY },
    });
    await api.post('/books', { title: '0' });
    let written = 0;
    const stale: string[] = [];
    const load = new Load(8, () => readOnce(api, () => written, stale));
    const writes = new Load(1, async () => {
      const answer = await api.patch('/books/1', { title: `${written + 1}`, version: written + 1 });
      written += 1;
      await sleep(20);
      return answer;
    });

    await sleep(300);
    const before = load.next();
    await away.goes(redis);
    await sleep(1_200);
    const during = load.next();
    await (away.what === 'paused' ? redis.resume() : redis.start());
    await cacheIsUsed(api, '/books/1', 3_000);
    await sleep(500);
    const [after, wrote] = [await load.stop(), await writes.stop()];

    const slowest = [before, during, after].map((report) => report.slowest.toFixed(0));
    console.log(`Redis ${away.what}: slowest before, during, after: ${slowest.join(', ')} ms`);
    expect([...before.failures, ...during.failures, ...after.failures]).toEqual([]);
    expect(wrote.failures).toEqual([]);
    expect(during.slowest).toBeLessThan(1_000);
    expect(stale).toEqual([]);
    expect(warnings).toEqual([GONE, BACK]);
    expect(statusOf(await api.get('/books/1'))).toMatch(/hit|miss/);
  });

  it('keeps one request waiting at the most, and that for 60 ms', async () => {
    const redis = await RedisProcess.start();
    const api = await serveCached(SQLITE!, { endpoints: [Book], redis: { url: redis.url } });
    await redis.pause();

    const took: number[] = [];
    for (let at = 0; at < 60; at += 1) {
      took.push((await timed(() => api.get('/books'))).took);
      await sleep(20);
    }

    console.log(
      `Redis paused: first ${took[0]!.toFixed(0)} ms, then ${Math.max(...took.slice(1)).toFixed(0)} ms at most`,
    );
    expect(took.filter((milliseconds) => milliseconds > 55).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['is full', ['config', 'set', 'maxmemory', '1']],
    ['is a replica', ['replicaof', '127.0.0.1', '1']],
    ['asks for a password', ['config', 'set', 'requirepass', 'secret']],
    ['has lost everything', ['flushall']],
  ])('in effect, as it %s, fails no request and shows nothing old', async (_what, command) => {
    const redis = await RedisProcess.start('--maxmemory-policy', 'noeviction');
    const api = await serveCached(SQLITE!, {
      endpoints: [Book],
      redis: { url: redis.url, timeout: 5_000 },
    });
    await api.get('/books');
    const [name = '', ...args] = command;
    await redis.command(name, ...args);

    const lengths = [];
    for (let at = 0; at < 5; at += 1) {
      expect((await api.post('/books', { title: 'Emma' })).status).toBe(201);
      lengths.push((await api.get('/books')).json.results.length);
    }

    expect(lengths).toEqual([1, 2, 3, 4, 5]);
  });

  it.each(['no JSON', '"text"', 'null', '{"value":{"generation":1}}', '[]'])(
    'in spirit, as it holds %s, is written over',
    async (junk) => {
      const { redis, api, other } = await serveBooks();
      await other.get('/books');
      const keys = (await redis.command('keys', '*')) as string[];
      expect(keys).toHaveLength(2);
      for (const key of keys) await redis.command('set', key, junk);

      const answers = [await api.get('/books'), await api.get('/books'), await api.get('/books')];

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(statusOf(answers[2]!)).toBe('hit');
    },
  );

  it('in one of its answers, keeps the others, asked for at once as well', async () => {
    const { redis, api, other } = await serveBooks();
    await other.get('/books?fields=id');
    const [known] = (await redis.command('keys', '*:answer:*')) as string[];
    await other.get('/books');
    await redis.command('set', known!, 'no JSON');

    const answers = await Promise.all([api.get('/books'), api.get('/books?fields=id')]);

    expect(answers.map(statusOf)).toEqual(['hit', 'miss']);
    expect(statusOf(await api.get('/books'))).toBe('hit');
  });

  it('in type, as its keys are lists, is written over', async () => {
    const { redis, api, other } = await serveBooks();
    await other.get('/books');
    for (const key of (await redis.command('keys', '*')) as string[]) {
      await redis.command('del', key);
      await redis.command('rpush', key, 'junk');
    }

    const answers = [await api.get('/books'), await api.get('/books')];

    expect(answers.map(statusOf)).toEqual(['miss', 'hit']);
  });
});

/** Books that two instances cache in one Redis, which is waited for as long as a busy machine takes. */
async function serveBooks() {
  const redis = await RedisProcess.start();
  const database = await freshDatabase(SQLITE);
  const options = { database, endpoints: [Book], redis: { url: redis.url, timeout: 5_000 } };
  const [api, other] = [await serveCached(SQLITE!, options), await serveCached(SQLITE!, options)];
  return { redis, api, other };
}

/** Reads, and notes an answer that is older than what had been written when it was asked for. */
async function readOnce(api: TestApi, written: () => number, stale: string[]) {
  const known = written();
  const answer = await api.get('/books/1');
  const seen = Number(answer.json?.title);
  if (seen < known) stale.push(`${seen} after ${known}, ${statusOf(answer)}`);
  await sleep(2);
  return answer;
}

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; took: number }> {
  const began = performance.now();
  const answer = await work();
  return { answer, took: performance.now() - began };
}
