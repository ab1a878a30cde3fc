import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { serveCached, statusOf } from './support/caches.js';
import { freshDatabase } from './support/nest-app.js';
import { NO_REDIS_SERVER, RedisProcess } from './support/redis-process.js';
import { SERVERS } from './support/servers.js';

/** Seconds. */
const TTL = 300;

@Endpoint('/books', { cache: { ttl: TTL } })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/brief', { cache: { ttl: 1 } })
class Brief extends RestEndpoint {
  @Field()
  title!: string;
}

for (const server of SERVERS) {
  const missing = server.missing ?? NO_REDIS_SERVER;
  const reason = missing === undefined ? '' : ` (${missing})`;
  describe.skipIf(missing !== undefined)(
    `answers that instances have copies of, on ${server.name}${reason}`,
    () => {
      it('are read once, by who has read or written them', async () => {
        const { redis, writer, reader, idle } = await startThree();
        await writer.get('/books/1');
        await reader.get('/books/1');
        await forgetAnswers(redis);

        const statuses = await Promise.all(
          [writer, reader, idle].map(async (api) => statusOf(await api.get('/books/1'))),
        );

        expect(statuses).toEqual(['hit', 'hit', 'miss']);
      });

      it('are outdated by the writes of others', async () => {
        const { writer, reader } = await startThree();
        await reader.get('/books/1');
        await writer.patch('/books/1', { title: 'Persuasion', version: 1 });

        const answer = await reader.get('/books/1');

        expect(statusOf(answer)).toBe('miss');
        expect(answer.json).toMatchObject({ title: 'Persuasion', version: 2 });
      });

      it('are taken from Redis where another instance has stored later ones', async () => {
        const { writer, reader } = await startThree();
        await reader.get('/books/1');
        await writer.patch('/books/1', { title: 'Persuasion', version: 1 });
        await writer.get('/books/1');

        const answers = [await reader.get('/books/1'), await reader.get('/books/1')];

        expect(answers.map(statusOf)).toEqual(['hit', 'hit']);
        for (const { json } of answers)
          expect(json).toMatchObject({ title: 'Persuasion', version: 2 });
      });

      it('end with their time, and then are taken from Redis as well', async () => {
        const { clock, writer, reader } = await startThree();
        await reader.get('/books/1');
        clock.now += TTL * 1000;
        const tooLate = await writer.get('/books/1');
        clock.now += 1000;

        const answer = await reader.get('/books/1');

        expect(statusOf(tooLate)).toBe('miss');
        expect(answer.headers.get('cache-status')).toBe(`lightapi; hit; ttl=${TTL - 1}`);
      });

      it('live no longer than in Redis, whatever a clock says', async () => {
        const { reader } = await startThree();
        await reader.get('/brief/1');
        await sleep(1_200);

        expect(statusOf(await reader.get('/brief/1'))).toBe('miss');
      });

      it('are none of an instance whose clock is ahead', async () => {
        const { clock, redis, writer, reader } = await startThree();
        clock.now += 60_000;
        await writer.get('/books/1');
        clock.now -= 60_000;
        const known = await reader.get('/books/1');
        await forgetAnswers(redis);

        const answer = await reader.get('/books/1');

        expect([known, answer].map(statusOf)).toEqual(['hit', 'miss']);
      });

      it('are of no use once Redis has forgotten all', async () => {
        const { redis, reader } = await startThree();
        await reader.get('/books/1');
        await redis.command('flushall');

        const answers = [await reader.get('/books/1'), await reader.get('/books/1')];

        expect(answers.map(statusOf)).toEqual(['miss', 'hit']);
      });
    },
  );

  /** Instances on one database, with one book in it, and one Redis. */
  async function startThree() {
    const redis = await RedisProcess.start();
    const database = await freshDatabase(server);
    const clock = { now: Date.now() };
    const start = () =>
      serveCached(server, {
        database,
        endpoints: [Book, Brief],
        redis: { url: redis.url, timeout: 5_000 },
        clock: () => new Date(clock.now),
      });
    const [writer, reader, idle] = [await start(), await start(), await start()];
    for (const path of ['/books', '/brief']) await writer.post(path, { title: 'Emma' });
    return { redis, clock, writer, reader, idle };
  }
}

/** What else is there stays: the generations. */
async function forgetAnswers(redis: RedisProcess): Promise<void> {
  for (const key of (await redis.command('keys', '*:answer:*')) as string[])
    await redis.command('del', key);
}
