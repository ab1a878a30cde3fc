import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { ApiClient } from './support/api-client.js';
import { buildProgram, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';
import { NO_NGINX, startNginx } from './support/nginx.js';
import { forgetCounts, REDIS } from './support/redis.js';
import { SERVERS } from './support/servers.js';

beforeAll(buildProgram, 180_000);

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;
const CLIENTS = 8;
const INCREMENTS = 25;

const SHOP = `
defaults: { pagination: { style: cursor, page_size: 2 } }
endpoints:
  - route: /authors
    fields: { name: { type: str, unique: true } }
  - route: /counters
    fields:
      value: { type: int }
      author: { type: int, foreign_key: authors.id, optional: true }
`;

describeOnEachDatabase('four processes that start together on an empty database', (server) => {
  it('make its tables once, and all of them serve', async () => {
    const url = await freshDatabase(server);
    const path = await configFile(SHOP);

    const processes = await Promise.all(Array.from({ length: 4 }, () => start(path, url)));

    const made = await processes[0]!.api.post('/counters', { value: 1 });
    const read = await Promise.all(processes.map(({ api }) => api.get('/counters/1')));
    expect(made.status).toBe(201);
    expect(read.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(processes.map(({ server: { stderr } }) => stderr)).toEqual(['', '', '', '']);
  });
});

describeOnEachDatabase('two processes on one database', (server) => {
  it('lose no update, and refuse what another has overtaken', async () => {
    const [first, second] = await pair(await freshDatabase(server));
    await first.api.post('/counters', { value: 0 });

    const conflicts = await Promise.all(
      Array.from({ length: CLIENTS }, (_, at) => increments([first.api, second.api][at % 2]!)),
    );

    const { json } = await second.api.get('/counters/1');
    const total = CLIENTS * INCREMENTS;
    expect(json).toMatchObject({ value: total, version: total + 1 });
    expect(conflicts.reduce((sum, count) => sum + count)).toBeGreaterThan(0);
    const stale = { value: 7, version: total };
    expect((await first.api.patch('/counters/1', stale)).status).toBe(409);
  });
});

describe.skipIf(POSTGRES.missing)(`two processes (${POSTGRES.missing ?? 'on PostgreSQL'})`, () => {
  it('go on with each other’s cursors', async () => {
    const url = await freshDatabase(POSTGRES);
    const [first, second] = await pair(url);
    for (const value of [1, 2, 3, 4, 5]) await first.api.post('/counters', { value });

    const values: number[] = [];
    let path: string | null = '/counters';
    for (let turn = 0; path !== null; turn += 1) {
      const { json } = await [first, second][turn % 2]!.api.get(path);
      const { next, results } = json as { next: string | null; results: { value: number }[] };
      values.push(...results.map(({ value }) => value));
      path = next && `/counters?cursor=${encodeURIComponent(cursorIn(next))}`;
    }

    expect(values).toEqual([1, 2, 3, 4, 5]);
  });
});

describe.skipIf(REDIS.missing)(`two processes on one Redis (${REDIS.missing ?? REDIS.url})`, () => {
  it('count the logins of a client together', async () => {
    await forgetCounts();
    onTestFinished(forgetCounts);
    const yaml = `
database_url: "sqlite::memory:"
redis: { url: "${REDIS.url}" }
jwt: { secret: "0123456789012345678901234567890123456789" }
auth: { login_validator: "./nobody.mjs#nobody", rate_limit: { requests_per_minute: 4 } }
endpoints:
  - route: /books
    meta: { authentication: { backend: JWTAuthentication } }
    fields: { title: { type: str } }
`;
    const path = await configFile(yaml, { 'nobody.mjs': 'export const nobody = () => null;' });
    const [first, second] = await Promise.all([start(path), start(path)]);

    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1)
      statuses.push((await [first, second][at % 2]!.api.post('/auth/login', EVE)).status);

    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  });
});

describe.skipIf(NO_NGINX ?? POSTGRES.missing)(
  `two processes behind nginx (${NO_NGINX ?? POSTGRES.missing ?? 'and on PostgreSQL'})`,
  () => {
    it('lose no request when one of them is replaced, and no update', async () => {
      const url = await freshDatabase(POSTGRES);
      const [first, second] = await pair(url);
      const api = new ApiClient(await startNginx([first.server.url, second.server.url]));
      const made = await api.post('/counters', { value: 0 });

      const load = Promise.all(Array.from({ length: 4 }, () => increments(api)));
      const ended = await first.server.stop('SIGTERM');
      await load;

      expect(ended).toEqual({ code: 0, signal: null });
      expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
      const { json } = await api.get('/counters/1');
      expect(json).toMatchObject({ value: 4 * INCREMENTS, version: 4 * INCREMENTS + 1 });
    });
  },
);

const EVE = { username: 'eve', password: 'wrong' };

async function start(path: string, database?: string) {
  const variables = database === undefined ? {} : { LIGHTAPI_DATABASE_URL: database };
  const server = await ServerProcess.start([path], variables);
  return { server, api: new ApiClient(server.url) };
}

async function pair(database: string) {
  const path = await configFile(SHOP);
  return Promise.all([start(path, database), start(path, database)]);
}

/** Counts up with the version that was read, and again where another was faster. */
async function increments(api: ApiClient): Promise<number> {
  let conflicts = 0;
  for (let done = 0; done < INCREMENTS;) {
    const { json } = await api.get('/counters/1');
    const { value, version } = json as { value: number; version: number };
    const { status } = await api.patch('/counters/1', { value: value + 1, version });
    if (status === 200) done += 1;
    else if (status === 409) conflicts += 1;
    else throw new Error(`answered ${status}`);
  }
  return conflicts;
}

function cursorIn(next: string): string {
  return next.includes('?') ? (new URL(next).searchParams.get('cursor') ?? '') : next;
}
