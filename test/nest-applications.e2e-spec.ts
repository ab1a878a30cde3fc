import { MikroORM } from '@mikro-orm/core';
import type { MikroOrmModuleOptions } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { tap } from 'rxjs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { ConfigurationError, JwtTokens, LightApiModule } from '../lib/index.js';
import {
  expectContract,
  testApi,
  TestClient,
  type TestModuleOptions,
} from '../lib/testing/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { CachedModule } from './fixtures/nest-applications/cache-manager.module.js';
import { CatchAllModule, Crate } from './fixtures/nest-applications/catch-all.module.js';
import { Note, tenantModule } from './fixtures/nest-applications/cls.module.js';
import { ConfiguredModule } from './fixtures/nest-applications/config.module.js';
import { OwnControllersModule } from './fixtures/nest-applications/own-controllers.module.js';
import { shopModule } from './fixtures/nest-applications/mikro-orm.module.js';
import { ThrottledModule } from './fixtures/nest-applications/throttler.module.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  type NestApi,
  startNest,
} from './support/nest-app.js';
import { runSql } from './support/sql.js';

async function running(module: TestModuleOptions['module'], more: object = {}) {
  const api = await testApi({ module, ...more });
  onTestFinished(() => api.close());
  return api;
}

function ormOptions(url: string): MikroOrmModuleOptions {
  return url.startsWith('sqlite:')
    ? { driver: SqliteDriver, dbName: url.slice('sqlite:'.length) }
    : { driver: PostgreSqlDriver, clientUrl: url };
}

describeOnEachDatabase('an application with MikroOrmModule', (server) => {
  it('shares its connection, in both directions', async () => {
    const api = await shop();

    await api.post('/authors', { name: 'Jane Austen' });

    expect((await api.get('/customers')).json).toEqual({ customers: [], authors: ['Jane Austen'] });
    await expectContract(api, Author);
  });

  it('shares transactions', async () => {
    const api = await shop();

    const answer = await api.post('/customers', {});

    expect(answer.status).toBe(500);
    expect((await api.get('/customers')).json.customers).toEqual([]);
  });

  async function shop() {
    const api = await running(shopModule(ormOptions(await freshDatabase(server))));
    await api.app.get(MikroORM).schema.update({ safe: true, dropTables: false });
    return api;
  }
});

describeOnEachDatabase('ConfigModule with lightApiConfig', (server) => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('takes the options from LIGHTAPI_* variables', async () => {
    const url = await freshDatabase(server);
    vi.stubEnv('LIGHTAPI_DATABASE_URL', url);
    vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a secret for tests, of more than thirty-two bytes');
    const module = await Test.createTestingModule({ imports: [ConfiguredModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    const client = new TestClient(await app.getUrl());

    const answer = await client.post('/authors', { name: 'Jane Austen' });

    expect(answer.status).toBe(201);
    expect(await runSql(url, 'select name from authors')).toEqual([{ name: 'Jane Austen' }]);
    expect(app.get(JwtTokens, { strict: false }).signsWith).toBe('HS256');
  });

  it('is told of a variable that is wrong', async () => {
    vi.stubEnv('LIGHTAPI_DATABASE_WAIT', 'soon');

    const start = Test.createTestingModule({ imports: [ConfiguredModule] }).compile();

    await expect(start).rejects.toThrow(/LIGHTAPI_DATABASE_WAIT is 'soon'/);
  });
});

it('ThrottlerGuard for everything counts requests to endpoints, and its 429 has our shape', async () => {
  const api = await running(ThrottledModule);

  const answers = [1, 2, 3].map(() => api.get('/authors'));
  const statuses = (await Promise.all(answers)).map(({ status }) => status).toSorted();
  const late = await api.get('/authors');

  expect(statuses).toEqual([200, 200, 429]);
  expect(late).toMatchObject({ status: 429, json: { detail: expect.any(String) } });
  expect(late.headers.get('retry-after')).toMatch(/^\d+$/);
});

it('ThrottlerGuard counts each verb of an endpoint by itself, as each handler of a controller', async () => {
  const api = await running(ThrottledModule);
  await Promise.all([1, 2, 3].map(() => api.get('/authors')));

  const created = await api.post('/authors', { name: 'Jane Austen' });
  const one = await api.get(created.location);

  expect([created.status, one.status]).toEqual([201, 200]);
});

describe('probes behind a ThrottlerGuard for everything', () => {
  const short = { ttl: 60_000, limit: 1 };

  it.each([
    ['one throttler', ThrottlerModule.forRoot([short])],
    ['named ones', ThrottlerModule.forRoot([{ ...short, name: 'burst' }, short])],
    ['options of a factory', ThrottlerModule.forRootAsync({ useFactory: () => [short] })],
    [
      'options in an object',
      ThrottlerModule.forRoot({ throttlers: [{ ...short, name: 'burst' }], skipIf: () => false }),
    ],
  ])('are not counted: %s', async (_options, throttler) => {
    const api = await startNest({
      imports: [
        throttler,
        LightApiModule.forRoot({
          ...{ database: 'sqlite::memory:', endpoints: [Author], health: true },
        }),
      ],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    });

    const statuses = await statusesOf(api, ['/healthz', '/readyz', '/healthz', '/readyz']);

    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(await statusesOf(api, ['/authors', '/authors'])).toEqual([200, 429]);
  });

  async function statusesOf(api: NestApi, paths: readonly string[]) {
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await api.get(path)).status);
    return statuses;
  }
});

describe.each(['middleware', 'guard', 'interceptor'] as const)('nestjs-cls as a %s', (mounted) => {
  it('is read by scope and by hooks', async () => {
    const api = await running(tenantModule(mounted));
    const [red, blue] = [api.with({ 'x-tenant': 'red' }), api.with({ 'x-tenant': 'blue' })];

    const note = await red.post('/notes', { text: 'a' });

    expect(note).toMatchObject({ status: 201, json: { tenant: 'red' } });
    expect((await red.get(note.location)).status).toBe(200);
    expect((await blue.get(note.location)).status).toBe(404);
    await expectContract(api, Note, { client: blue });
  });
});

describe('a filter that catches everything', () => {
  it('answers for what nobody foresaw, and we for the rest', async () => {
    const api = await running(CatchAllModule);
    const crate = await api.create(Crate);

    const unforeseen = await api.get(`/crates/${crate.id}`);

    expect(unforeseen).toMatchObject({ status: 500, json: { oops: true } });
    expect((await api.post('/crates', {})).json).toMatchObject({ detail: [{ loc: ['name'] }] });
    expect((await api.get('/nowhere')).json).toEqual({ oops: true });
  });
});

it('an interceptor for everything sees each request of an endpoint once, with its controller', async () => {
  const seen: string[] = [];
  class LoggingInterceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler) {
      const { method, url } = context.switchToHttp().getRequest<{ method: string; url: string }>();
      return next.handle().pipe(tap(() => seen.push(`${method} ${url}`)));
    }
  }
  const prepare: TestModuleOptions['prepare'] = (app) =>
    app.useGlobalInterceptors(new LoggingInterceptor());
  const api = await running(LightApiModule.forRoot({ endpoints: [Author] }), { prepare });

  await api.post('/authors', { name: 'Jane Austen' });
  await api.get('/authors/1');

  expect(seen).toEqual(['POST /authors', 'GET /authors/1']);
});

it('CacheModule caches controllers of its own, and leaves endpoints to us', async () => {
  const api = await running(CachedModule);

  expect([(await api.get('/hour')).json, (await api.get('/hour')).json]).toEqual([
    { asked: 1 },
    { asked: 1 },
  ]);
  await expectContract(api, Author);
});

describe('an error of a service in a controller of the application', () => {
  it('is answered with its status, as Nest answers', async () => {
    const api = await running(OwnControllersModule);

    expect(await api.get('/shelves/987654')).toMatchObject({
      status: 404,
      json: { statusCode: 404, message: 'not found' },
    });
  });

  it('is answered as on an endpoint by its filter', async () => {
    const api = await running(OwnControllersModule);

    const [absent, wrong] = [await api.get('/library/987654'), await api.post('/library', {})];

    expect(absent).toMatchObject({ status: 404, json: { detail: 'not found' } });
    expect(wrong).toMatchObject({ status: 422, json: { detail: [{ loc: ['title'] }] } });
  });
});

describe('an application on Express', () => {
  const module = () => LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Author] });

  it('is told at start what is supported', async () => {
    const compiled = await Test.createTestingModule({ imports: [module()] }).compile();
    const app = compiled.createNestApplication(new ExpressAdapter());
    onTestFinished(() => app.close());

    const start = app.init();

    await expect(start).rejects.toBeInstanceOf(ConfigurationError);
    await expect(start).rejects.toThrow(/Fastify only.*runs on express.*new FastifyAdapter\(\)/);
  });
});
