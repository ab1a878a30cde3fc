import { Controller, Get, Inject, Module } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  ConfigurationError,
  Endpoint,
  Field,
  LightApi,
  LightApiCacheIndicator,
  LightApiDatabaseIndicator,
  LightApiModule,
  ReadinessChecks,
  RestEndpoint,
} from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { describeOnEachDatabase, freshDatabase, serve, startNest } from './support/nest-app.js';
import { SERVERS, startApi } from './support/servers.js';

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

/** An endpoint in the place of a route of ours. */
@Endpoint('/healthz')
class Health extends RestEndpoint {
  @Field() name!: string;
}

describeOnEachDatabase('the health of a server', (server) => {
  it.each(['/healthz', '/readyz'])('is told at %s', async (path) => {
    const api = await serve(server, { endpoints: [Part] });

    const answer = await api.get(path);

    expect(answer).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect((await api.send('HEAD', path)).status).toBe(200);
  });

  it('is told by GET alone', async () => {
    const api = await serve(server, { endpoints: [Part] });

    const answer = await api.post('/healthz', {});

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('leaves the path to an endpoint that wants it', async () => {
    const api = await serve(server, { endpoints: [Health] });

    expect((await api.get('/healthz')).json).toEqual({ results: [] });
    expect((await api.get('/readyz')).json).toEqual({ status: 'ok' });
  });
});

describe.each(SERVERS.filter(({ name }) => name === 'PostgreSQL'))(
  'a database that is gone on $name',
  (server) => {
    it.skipIf(server.missing)('makes the process live, but not ready', async () => {
      const database = await server.create();
      const create = () => Promise.resolve(database);
      const api = await startApi({ ...server, create }, { endpoints: [Part] });
      await database.drop();

      const [alive, ready] = [await api.get('/healthz'), await api.get('/readyz')];

      await api.stop();
      expect([alive.status, ready.status]).toEqual([200, 503]);
      expect(ready.headers.get('retry-after')).toBe('1');
    });
  },
);

it('is not told by a Nest application that does not ask for it', async () => {
  const database = await freshDatabase();
  const silent = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Part] })],
  });

  expect((await silent.get('/healthz')).status).toBe(404);
});

describe('a part of the process', () => {
  it.each([
    ['that it can be without', false, 200, { status: 'ok', queue: 'down' }],
    ['that it can not be without', true, 503, { detail: 'not ready: queue' }],
  ])('%s is told where it is down', async (_which, isRequired, status, body) => {
    const { api, checks } = await start();
    checks.add({ name: 'queue', isRequired, check: () => Promise.resolve(false) });

    const answer = await api.get('/readyz');

    expect([answer.status, answer.json]).toEqual([status, body]);
    expect((await api.get('/healthz')).json).toEqual({ status: 'ok' });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no queue'))],
    ['does not answer', () => new Promise<boolean>(() => undefined)],
  ])('that %s is down, in time', async (_what, check) => {
    const { api, checks } = await start();
    checks.add({ name: 'queue', isRequired: false, check });

    const began = performance.now();
    const answer = await api.get('/readyz');

    expect(answer.json).toEqual({ status: 'ok', queue: 'down' });
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('the indicators for @nestjs/terminus', () => {
  it('tell of the database, and of a cache that is not there', async () => {
    const api = await withTerminus();

    const answer = await api.get('/health');

    expect(answer.json).toMatchObject({
      status: 'ok',
      info: { database: { status: 'up' }, cache: { status: 'up', message: 'not configured' } },
    });
  });

  it('tell what is down', async () => {
    const api = await withTerminus();
    const check = () => new Promise<boolean>(() => undefined);
    api.app.get(ReadinessChecks).add({ name: 'cache', isRequired: false, check });

    const answer = await api.get('/health');

    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({
      status: 'error',
      info: { database: { status: 'up' } },
      error: { cache: { status: 'down', message: 'no answer within 50 ms' } },
    });
  });
});

it('an endpoint of a feature module at a path of health is told at start', async () => {
  const database = await freshDatabase();
  const modules = [
    LightApiModule.forRoot({ database, endpoints: [Part], health: true }),
    LightApiModule.forFeature([Health]),
  ];

  const start = startNest({ imports: modules });

  await expect(start).rejects.toThrow(ConfigurationError);
  await expect(start).rejects.toThrow(/^Health: its route '\/healthz' is that of the health/);
});

async function start() {
  const app = await LightApi.run({
    database: await freshDatabase(),
    endpoints: [Part],
    host: '127.0.0.1',
    port: 0,
  });
  onTestFinished(() => app.close());
  return { api: new ApiClient(await app.getUrl()), checks: app.get(ReadinessChecks) };
}

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(LightApiDatabaseIndicator) private readonly database: LightApiDatabaseIndicator,
    @Inject(LightApiCacheIndicator) private readonly cache: LightApiCacheIndicator,
  ) {}

  @Get()
  get() {
    return this.health.check([
      () => this.database.pingCheck('database'),
      () => this.cache.pingCheck('cache', { timeout: 50 }),
    ]);
  }
}

@Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [HealthController] })
class HealthModule {}

async function withTerminus() {
  const database = await freshDatabase();
  const root = LightApiModule.forRoot({ database, endpoints: [Part] });
  return startNest({ imports: [root, HealthModule] });
}
