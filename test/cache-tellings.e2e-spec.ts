import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  RestEndpoint,
} from '../lib/index.js';
import { cacheIsUsed, statusOf } from './support/caches.js';
import { freshDatabase, type NestApi, startNest } from './support/nest-app.js';
import { NO_REDIS_SERVER, RedisProcess } from './support/redis-process.js';
import { SERVERS } from './support/servers.js';

@Endpoint('/books', { cache: { ttl: 300 } })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/notes', { cache: { ttl: 300 } })
class Note extends RestEndpoint {
  @Field()
  text!: string;
}

const MANY = 32;

for (const server of SERVERS) {
  const missing = server.missing ?? NO_REDIS_SERVER;
  const reason = missing === undefined ? '' : ` (${missing})`;
  describe.skipIf(missing !== undefined)(`many writes at once on ${server.name}${reason}`, () => {
    it('tell Redis once for each table, and are seen by another instance', async () => {
      const { redis, writer, reader } = await startTwo();
      const [books, notes] = [serviceOf(writer, Book), serviceOf(writer, Note)];
      await writer.post('/notes', { text: 'first' });
      const before = await tellings(redis);

      const created = await Promise.all([
        ...Array.from({ length: MANY }, (_, at) => books.create({ title: `${at}` })),
        notes.create({ text: 'second' }),
      ]);
      const told = (await tellings(redis)) - before;
      const answers = [await reader.get('/books'), await reader.get('/notes')];

      expect(created).toHaveLength(MANY + 1);
      // A write that the database refuses to do with others is committed, and told, by itself.
      expect(told).toBeLessThanOrEqual(4);
      expect(answers.map(statusOf)).toEqual(['miss', 'miss']);
      expect(answers.map(lengthOf)).toEqual([MANY, 2]);
    });
  });

  async function startTwo() {
    const redis = await RedisProcess.start();
    const database = await freshDatabase(server);
    const start = async () => {
      const options = { database, endpoints: [Book, Note], redis: { url: redis.url } };
      const api = await startNest({ imports: [LightApiModule.forRoot(options)] });
      for (const path of ['/books', '/notes']) await cacheIsUsed(api, path);
      return api;
    };
    return { redis, writer: await start(), reader: await start() };
  }
}

function serviceOf<T extends RestEndpoint>(api: NestApi, endpoint: new () => T) {
  return api.app.get<EndpointService<T>>(getEndpointToken(endpoint));
}

/** Tokens that have been set; answers are set with a time to live. */
async function tellings(redis: RedisProcess): Promise<number> {
  const stats = String(await redis.command('info', 'commandstats'));
  return Number(/cmdstat_set:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

interface Answer {
  readonly json: { readonly results: readonly unknown[] };
}

function lengthOf(answer: object): number {
  return (answer as Answer).json.results.length;
}
