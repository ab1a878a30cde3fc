import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { MikroORM as SqliteORM } from '@mikro-orm/sqlite';
import { Controller, Get, Inject, Logger, Post } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  AuthenticationBackend,
  currentRequestId,
  Endpoint,
  EndpointService,
  Field,
  getEndpointToken,
  InjectEndpoint,
  LightApi,
  LightApiModule,
  type LightApiRequest,
  type LightApiServerOptions,
  RestEndpoint,
  Transactions,
  entityOf,
} from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { startNest } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

class Nobody extends AuthenticationBackend {
  override readonly challenge = 'None';

  authenticate() {
    return null;
  }
}

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

/** Its reads and writes see where their own reads go. */
@Endpoint('/hooked')
class Hooked extends RestEndpoint {
  @Field() name!: string;

  override get(): Promise<unknown> {
    return this.em.find(entityOf(Part), {});
  }

  override post(): Promise<unknown> {
    return this.get();
  }
}

/** Reading it writes first. */
@Endpoint('/counted')
class Counted extends RestEndpoint {
  @Field() name!: string;

  static parts: EndpointService<Part>;

  override async get(): Promise<unknown> {
    const { version } = await Counted.parts.retrieve(1);
    await Counted.parts.update(1, { name: 'counted', version }, { partial: true });
    return Counted.parts.list();
  }
}

/** Reading it is noted by what is no statement of ours, in the way that the query names. */
@Endpoint('/noted')
class Noted extends RestEndpoint {
  @Field() name!: string;

  static parts: EndpointService<Part>;

  static ways: Record<string, (em: SqlEntityManager) => Promise<unknown>> = {
    transaction: (em) => em.transactional(() => Noted.ways.statement!(em)),
    statement: (em) => em.nativeUpdate(entityOf(Part), { id: 1 }, { name: 'noted' }),
    sql: (em) => em.execute(`update parts set name = 'noted' where id = 1 returning name`),
    kysely: (em) =>
      em
        .getKysely<{ parts: { name: string } }>()
        .updateTable('parts')
        .set({ name: 'noted' })
        .execute(),
  };

  override async get({ headers }: LightApiRequest): Promise<unknown> {
    await Noted.ways[String(headers['x-way'])]!(this.em as SqlEntityManager);
    return Noted.parts.list();
  }
}

/** Routes that are the application's own. */
@Controller('own')
class OwnController {
  constructor(
    @InjectEndpoint(Part) private readonly parts: EndpointService<Part>,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  @Get()
  async read() {
    const { results } = await this.parts.list();
    return { names: results.map(({ name }) => name), id: currentRequestId() ?? 'none' };
  }

  @Post('service')
  byService() {
    return this.parts.create({ name: 'mine' });
  }

  @Post('manager')
  byManager() {
    return this.transactions.run((em) =>
      em.nativeUpdate(entityOf(Part), { id: 1 }, { name: 'mine' }),
    );
  }

  @Post('failing')
  async failing() {
    await this.transactions.run(async (em) => {
      await em.nativeUpdate(entityOf(Part), { id: 1 }, { name: 'mine' });
      throw new Error('no');
    });
  }
}

@Endpoint('/guarded', { authentication: { backend: Nobody } })
class Guarded extends RestEndpoint {
  @Field() name!: string;
}

/** What PostgreSQL says at a statement's time-out. */
const ENDED = `create function ended() returns boolean language plpgsql as $$
  begin raise exception 'too long' using errcode = '57014'; end $$`;

/** Reads in a transaction, within one of another database. */
@Endpoint('/nested')
class Nested extends RestEndpoint {
  @Field() name!: string;

  static parts: EndpointService<Part>;
  static transactions: Transactions;
  static other: SqliteORM;

  override get(): Promise<unknown> {
    const { other, parts, transactions } = Nested;
    return transactions.run(() => other.em.fork().transactional(() => parts.list()));
  }
}

const ALICE = { authorization: 'Bearer alice' };
const BOB = { authorization: 'Bearer bob' };

describe.skipIf(POSTGRES.missing)(
  `a replica, played by a database with other rows (${POSTGRES.missing ?? 'PostgreSQL'})`,
  () => {
    it('answers GET of the collection and of a resource', async () => {
      const { api } = await start();

      expect(await namesOf(api)).toEqual(['replica']);
      expect((await api.get('/parts/1')).json).toMatchObject({ name: 'replica' });
    });

    it('does not answer a client that has written, and goes on for others', async () => {
      const { api } = await start();

      await api.patch('/parts/1', { name: 'new', version: 1 }, ALICE);

      expect(await namesOf(api, ALICE)).toEqual(['new']);
      expect((await api.get('/parts/1', ALICE)).json).toMatchObject({ name: 'new', version: 2 });
      expect(await namesOf(api, BOB)).toEqual(['replica']);
    });

    it('does not answer a client without credentials that has written', async () => {
      const { api } = await start();

      const made = await api.post('/parts', { name: 'mine' });

      expect((await api.get('/parts/2')).status).toBe(200);
      expect(made.headers.get('set-cookie')).toBe(
        'lightapi_primary=1; Max-Age=5; Path=/; HttpOnly; SameSite=Lax',
      );
    });

    it('does not answer a client that says at another instance that it has written', async () => {
      const { api, other } = await start();

      const made = await api.post('/parts', { name: 'mine' }, ALICE);
      const cookie = made.headers.get('set-cookie')!.split(';', 1)[0]!;

      expect((await other.get('/parts/2', ALICE)).status).toBe(404);
      expect((await other.get('/parts/2', { ...ALICE, cookie: `a=b; ${cookie}` })).status).toBe(
        200,
      );
      expect((await other.get('/parts/2', { 'cache-control': 'no-cache' })).status).toBe(200);
    });

    it('does not answer a read that names a version', async () => {
      const { api, other } = await start();
      const made = await api.post('/parts', { name: 'mine' }, ALICE);
      const tag = made.headers.get('etag')!;

      const answer = await other.get('/parts/2', { ...ALICE, 'if-match': tag });

      expect(answer).toMatchObject({ status: 200, json: { name: 'mine' } });
    });

    it('answers again when it may have caught up', async () => {
      const { api } = await start({ replicas: { lag: 0.3 } });
      await api.patch('/parts/1', { name: 'new', version: 1 });

      await expect.poll(() => namesOf(api), { timeout: 3000 }).toEqual(['replica']);
    });

    it('is not asked while something is written, nor by hooks that do not say so', async () => {
      const { api } = await start();

      const [read, written] = [await api.get('/hooked'), await api.post('/hooked', {})];

      expect(read.json).toMatchObject([{ name: 'primary' }]);
      expect(written.json).toMatchObject([{ name: 'primary' }]);
    });

    it('is not asked any more by a GET that has written', async () => {
      const { api, app } = await start();
      Counted.parts = app.get<EndpointService<Part>>(getEndpointToken(Part));

      const answer = await api.get('/counted', BOB);

      expect(answer.json).toMatchObject({ results: [{ name: 'counted' }] });
      expect(await namesOf(api, BOB)).toEqual(['counted']);
    });

    it.each(Object.keys(Noted.ways))(
      'is not asked any more by a GET whose entity manager has written, by %s',
      async (way) => {
        const { api, app } = await start();
        Noted.parts = app.get<EndpointService<Part>>(getEndpointToken(Part));

        const answer = await api.get('/noted', { ...BOB, 'x-way': way });

        expect(answer.json).toMatchObject({ results: [{ name: 'noted' }] });
        expect(await namesOf(api, BOB)).toEqual(['noted']);
      },
    );

    it.each([
      ['by a service', 'service', ['primary', 'mine']],
      ['by an entity manager', 'manager', ['mine']],
    ])('does not answer a client that has written by another route, %s', async (_, way, names) => {
      const api = await startOwn();

      const { status, headers } = await api.post(`/own/${way}`, {}, ALICE);

      expect(status).toBe(201);
      expect(headers.get('set-cookie')).toMatch(/^lightapi_primary=1; /);
      expect(await namesOf(api, ALICE)).toEqual(names);
      expect(await namesOf(api, BOB)).toEqual(['replica']);
    });

    it('goes on answering a client of another route that has read, or not been able to write', async () => {
      const api = await startOwn();

      const read = await api.get('/own', ALICE);
      const failed = await api.post('/own/failing', {}, ALICE);

      expect(read.json).toEqual({ names: ['primary'], id: 'none' });
      expect(read.headers.get('x-request-id')).toBeNull();
      expect(failed.status).toBe(500);
      expect([read, failed].map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null]);
      expect(await namesOf(api, ALICE)).toEqual(['replica']);
    });

    it('is not asked in a transaction, whatever else is begun in it', async () => {
      const { api, app } = await start();
      Nested.parts = app.get<EndpointService<Part>>(getEndpointToken(Part));
      Nested.transactions = app.get(Transactions);
      Nested.other = await SqliteORM.init({
        dbName: ':memory:',
        discovery: { warnWhenNoEntities: false },
        entities: [],
      });
      onTestFinished(() => Nested.other.close());

      expect((await api.get('/nested')).json).toMatchObject({ results: [{ name: 'primary' }] });
    });

    it('is not asked by programs outside of requests', async () => {
      const { app } = await start();
      const parts = app.get<EndpointService<Part>>(getEndpointToken(Part));

      expect((await parts.list()).results.map(({ name }) => name)).toEqual(['primary']);
    });

    it('goes on answering a client that was not let write', async () => {
      const { api } = await start();

      const refused = await api.post('/guarded', { name: 'a' }, ALICE);

      expect(refused.status).toBe(401);
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(await namesOf(api, ALICE)).toEqual(['replica']);
    });

    it('is not left alone, nor the primary asked in its place, for a query that takes too long', async () => {
      const { api, replica } = await start();
      await runSql(replica, 'alter table parts rename to kept');
      await runSql(replica, ENDED);
      await runSql(replica, 'create view parts as select * from kept where ended()');

      const late = await api.get('/parts');
      await runSql(replica, 'drop view parts');
      await runSql(replica, 'alter table kept rename to parts');

      expect(late.status).toBe(503);
      expect(await namesOf(api)).toEqual(['replica']);
    });

    it("is one of MikroORM's own options too", async () => {
      const primary = await database('primary');
      const replica = await database('replica');
      const { api } = await serve({
        database: {
          driver: PostgreSqlDriver,
          clientUrl: primary,
          replicas: [{ clientUrl: replica }],
        },
      });

      expect(await namesOf(api)).toEqual(['replica']);
    });

    it('that is not there is left alone, with a word in the log', async () => {
      const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
      onTestFinished(() => {
        warn.mockRestore();
      });
      const urls = ['postgresql://ada:hunter2@127.0.0.1:1/parts'];
      const { api } = await serve({ database: await database('primary'), replicas: { urls } });

      const names = [await namesOf(api), await namesOf(api)];

      expect(names).toEqual([['primary'], ['primary']]);
      expect(warn.mock.calls).toEqual([
        ['a replica does not answer (ECONNREFUSED): the primary is read for a while'],
      ]);
    });
  },
);

/** Two instances on a primary and a replica that never catches up. */
async function start(options: LightApiServerOptions = {}) {
  const [primary, replica] = [await database('primary'), await database('replica')];
  const replicas = { urls: [replica], ...options.replicas };
  const first = await serve({ database: primary, ...options, replicas });
  const { api: other } = await serve({ database: primary, ...options, replicas });
  return { ...first, other, replica };
}

/** A Nest application with routes of its own, on a primary and a replica. */
async function startOwn(): Promise<ApiClient> {
  const [primary, replica] = [await database('primary'), await database('replica')];
  const options = { database: primary, replicas: { urls: [replica] }, endpoints: [Part] };
  return startNest({ imports: [LightApiModule.forRoot(options)], controllers: [OwnController] });
}

async function serve(options: LightApiServerOptions) {
  const app = await LightApi.run({
    endpoints: [Part, Hooked, Counted, Noted, Guarded, Nested],
    ...options,
    host: '127.0.0.1',
    port: 0,
  });
  onTestFinished(() => app.close());
  return { app, api: new ApiClient(await app.getUrl()) };
}

/** A database with one part of this name. */
async function database(name: string): Promise<string> {
  const made = await POSTGRES.create();
  onTestFinished(() => made.drop());
  const { app } = await serve({ database: made.url });
  await app.close();
  await runSql(
    made.url,
    `insert into parts (name, created_at, updated_at, version) values ('${name}', now(), now(), 1)`,
  );
  return made.url;
}

async function namesOf(api: ApiClient, headers = {}): Promise<string[]> {
  const { json } = await api.get('/parts', headers);
  return (json as { results: { name: string }[] }).results.map(({ name }) => name);
}
