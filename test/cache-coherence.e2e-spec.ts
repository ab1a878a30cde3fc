import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { ApiClient, type ApiAnswer } from './support/api-client.js';
import { cacheIsUsed, statusOf } from './support/caches.js';
import { buildProgram, emptyDirectory, ServerProcess } from './support/cli-process.js';
import { Load } from './support/load.js';
import { freshDatabase } from './support/nest-app.js';
import { NO_REDIS_SERVER, RedisProcess } from './support/redis-process.js';
import { SERVERS } from './support/servers.js';

const [, POSTGRES] = SERVERS;
const missing = POSTGRES!.missing ?? NO_REDIS_SERVER;
const reason = missing === undefined ? '' : ` (${missing})`;

/** `LIGHTAPI_TEST_SECONDS=30` makes it long. */
const SECONDS = Number(process.env.LIGHTAPI_TEST_SECONDS ?? 3);

const ROWS = 4;

const FILE = `
endpoints:
  - route: /books
    fields: { title: { type: str } }
    meta:
      cache: { ttl: 60 }
      pagination: { style: page_number, page_size: 10 }
`;

describe.skipIf(missing !== undefined)(
  `two instances on one database and one Redis${reason}`,
  () => {
    beforeAll(buildProgram, 120_000);

    it(
      'show nobody an answer older than a write that was acknowledged',
      async () => {
        const api = await startInstances();
        for (let at = 0; at < ROWS; at += 1) await api.any().post('/books', { title: 'v1' });
        const acknowledged = Array<number>(ROWS).fill(1);
        const stale: string[] = [];
        const seen = new Map<string, number>();

        const readers = new Load(8, async () => {
          const known = [...acknowledged];
          const id = random(ROWS + 1);
          const answer = await api.any().get(id === 0 ? '/books?page=1' : `/books/${id}`);
          seen.set(statusOf(answer), (seen.get(statusOf(answer)) ?? 0) + 1);
          for (const { id: row, version } of rowsOf(answer))
            if (version < known[row - 1]!)
              stale.push(`row ${row}: ${version}, not ${known[row - 1]}`);
          return answer;
        });
        // A row that is being written is no other writer's: its version would be out of date.
        const free = Array.from({ length: ROWS }, (_, at) => at + 1);
        const writers = new Load(ROWS / 2, async () => {
          const id = free.shift()!;
          const version = acknowledged[id - 1]!;
          const body = { title: `v${version + 1}`, version };
          const answer = await api.any().patch(`/books/${id}`, body);
          if (answer.status === 200) acknowledged[id - 1] = version + 1;
          free.push(id);
          await new Promise((resolve) => setTimeout(resolve, random(30)));
          return answer;
        });
        await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
        const [reads, writes] = [await readers.stop(), await writers.stop()];

        const counts = JSON.stringify(Object.fromEntries(seen));
        console.log(`${SECONDS} s: ${reads.requests} reads ${counts}, ${writes.requests} writes`);
        expect(stale).toEqual([]);
        expect([reads.failures, writes.failures]).toEqual([[], []]);
        expect(seen.get('hit')).toBeGreaterThan(50);
      },
      SECONDS * 1000 + 60_000,
    );
  },
);

interface SeenRow {
  readonly id: number;
  readonly version: number;
}

function rowsOf({ json }: ApiAnswer): readonly SeenRow[] {
  const { results } = json as { readonly results?: readonly SeenRow[] };
  return results ?? [json as SeenRow];
}

/** From 0. */
function random(below: number): number {
  return Math.floor(Math.random() * below);
}

async function startInstances() {
  const redis = await RedisProcess.start();
  const directory = emptyDirectory();
  await writeFile(join(directory, 'lightapi.yaml'), FILE);
  const variables = {
    LIGHTAPI_DATABASE_URL: await freshDatabase(POSTGRES),
    LIGHTAPI_REDIS_URL: redis.url,
  };
  const start = () => ServerProcess.start(['lightapi.yaml'], variables, directory);
  const clients = [await start(), await start()].map(({ url }) => new ApiClient(url));
  for (const client of clients) await cacheIsUsed(client, '/books');
  return { any: () => clients[random(clients.length)]! };
}
