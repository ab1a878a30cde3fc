import { setTimeout as sleep } from 'node:timers/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApi,
  type LightApiRequest,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { NO_CLUSTER, PostgresCluster } from './support/postgres-cluster.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

@Endpoint('/coins', {
  filtering: { fields: ['owner'] },
  pagination: { style: 'page_number', pageSize: 2 },
})
class Coin extends RestEndpoint {
  @Field() owner!: string;
}

@Endpoint('/own-coins', { table: 'coins', methods: ['GET'], pagination: { style: 'page_number' } })
class OwnCoin extends RestEndpoint {
  @Field() owner!: string;

  override scope(request: LightApiRequest) {
    return { owner: String(request.headers['x-owner']) };
  }
}

/** One row of it takes longer than a statement may. */
@Endpoint('/slow-coins', { table: 'slow_coins', methods: ['GET'] })
class SlowCoin extends RestEndpoint {
  @Field() owner!: string;
}

/** What PostgreSQL says at a statement's time-out. */
const SLOW_COINS = `
  create table coins_behind (id int primary key);
  insert into coins_behind select generate_series(1, 9);
  create function owner_of(id int) returns text language plpgsql as $$ begin
    if id = 1 then raise exception 'too long' using errcode = '57014'; end if; return 'a'; end $$;
  create view slow_coins as
    select id, owner_of(id) as owner, now() as created_at, now() as updated_at, 1 as version
    from coins_behind`;

const POSTGRES = SERVERS[1]!;

interface Stored {
  readonly id: number;
  readonly owner: string;
  readonly version: number;
}

const STEP = fc.record({
  kind: fc.constantFrom('change', 'create', 'read', 'total'),
  at: fc.nat(4),
  instance: fc.nat(1),
});

type Step = typeof STEP extends fc.Arbitrary<infer S> ? S : never;

/** Has been told of some writes, and sees no state from before them, wherever it asks. */
class Client {
  private readonly versions = new Map<number, number>();
  private count = 0;

  constructor(
    private readonly apis: readonly ApiClient[],
    private readonly ids: readonly number[],
  ) {}

  async walk(steps: readonly Step[]): Promise<void> {
    for (const { kind, at, instance: number } of steps)
      await this[kind](this.apis[number]!, this.ids[at]!);
  }

  private async read(api: ApiClient, id: number): Promise<number> {
    const { version } = (await api.get(`/coins/${id}`)).json as Stored;
    expect(version).toBeGreaterThanOrEqual(this.versions.get(id) ?? 1);
    this.versions.set(id, version);
    return version;
  }

  private async change(api: ApiClient, id: number): Promise<void> {
    const version = await this.read(api, id);
    const { status } = await api.patch(`/coins/${id}`, { owner: 'x', version });
    expect([200, 409]).toContain(status);
    if (status === 200) this.versions.set(id, version + 1);
  }

  private async total(api: ApiClient): Promise<void> {
    const { count } = (await api.get('/coins')).json as { count: number };
    expect(count).toBeGreaterThanOrEqual(this.count);
    this.count = count;
  }

  private async create(api: ApiClient): Promise<void> {
    await this.total(api);
    await api.post('/coins', { owner: 'new' });
    this.count += 1;
  }
}

describe.skipIf(POSTGRES.missing)('reads that are merged on PostgreSQL', () => {
  it('see every write that was answered before, at any instance', async () => {
    const [one, other] = (await instances(2)) as [ApiClient, ApiClient];
    const ids: number[] = [];
    for (const owner of ['a', 'b', 'c', 'd', 'e'])
      ids.push(((await one.post('/coins', { owner })).json as Stored).id);
    const clients = fc.array(fc.array(STEP, { maxLength: 5 }), { maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(clients, async (all) => {
        // Each client does one thing after the other, all clients at the same time.
        await Promise.all(all.map((steps) => new Client([one, other], ids).walk(steps)));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('are each for the row that was asked for, and never across scopes', async () => {
    const [api] = (await instances(1)) as [ApiClient];
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, at) => api.post('/coins', { owner: at % 2 ? 'odd' : 'even' })),
    );
    const coins = made.map(({ json }) => json as Stored);

    const open = await Promise.all(coins.map(({ id }) => api.get(`/coins/${id}`)));
    const owned = await Promise.all(
      coins.map(({ id }) => api.get(`/own-coins/${id}`, { 'x-owner': 'odd' })),
    );
    const counts = await Promise.all(
      ['odd', 'even', 'nobody', 'odd'].map((owner) => api.get('/own-coins', { 'x-owner': owner })),
    );

    expect(open.map(({ json }) => json as Stored)).toEqual(coins);
    expect(owned.map(({ status }) => status)).toEqual(
      coins.map(({ owner }) => (owner === 'odd' ? 200 : 404)),
    );
    expect(counts.map(({ json }) => (json as { count: number }).count)).toEqual([10, 10, 0, 10]);
  }, 60_000);

  it('are no part of a transaction, which alone sees what it has written', async () => {
    const { api, app } = await instance();
    const { id, version } = (await api.post('/coins', { owner: 'a' })).json as Stored;
    const coins = app.get<EndpointService<Coin>>(getEndpointToken(Coin), { strict: false });

    await app.get(Transactions, { strict: false }).run(async () => {
      await coins.update(id, { owner: 'b', version }, { partial: true });
      const [inside, outside] = await Promise.all([
        coins.retrieve(id),
        Promise.all([api.get(`/coins/${id}`), api.get(`/coins/${id}`)]),
      ]);
      expect(inside.owner).toBe('b');
      expect(outside.map(({ json }) => json as Stored)).toMatchObject([
        { owner: 'a' },
        { owner: 'a' },
      ]);
    });

    expect((await api.get(`/coins/${id}`)).json).toMatchObject({ owner: 'b' });
  }, 60_000);

  it('are answered beside one that takes too long', async () => {
    const made = await POSTGRES.create();
    onTestFinished(() => made.drop());
    await runSql(made.url, SLOW_COINS);
    const { app } = await instance(made.url, [SlowCoin], 'none');
    const coins = app.get<EndpointService<SlowCoin>>(getEndpointToken(SlowCoin), { strict: false });
    const ids = Array.from({ length: 9 }, (_, at) => at + 1);

    const found = await Promise.allSettled(ids.map((id) => coins.retrieve(id)));

    const [slow, ...others] = found.map(({ status }) => status);
    expect(slow).toBe('rejected');
    expect(new Set(others)).toEqual(new Set(['fulfilled']));
  }, 60_000);

  it('need ten connections at most, which end with the application', async () => {
    const { api, app, url } = await instance();
    const connections = `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    const { id } = (await api.post('/coins', { owner: 'a' })).json as Stored;
    for (let turn = 0; turn < 5; turn += 1)
      await Promise.all(
        Array.from({ length: 60 }, (_, at) => api.get(at % 2 ? '/coins' : `/coins/${id}`)),
      );

    const [used] = (await runSql(url, connections)) as [{ n: number }];
    await app.close();

    expect(used.n).toBeLessThanOrEqual(10);
    await expect
      .poll(async () => ((await runSql(url, connections)) as [{ n: number }])[0].n, {
        timeout: 5_000,
      })
      .toBe(0);
  }, 60_000);
});

describe.skipIf(NO_CLUSTER)(
  `shared connections (${NO_CLUSTER ?? 'to a server of its own'})`,
  () => {
    it('keep no application from closing while the server hangs', async () => {
      const cluster = await PostgresCluster.start();
      const { api, app } = await instance(cluster.url);
      const { id } = (await api.post('/coins', { owner: 'a' })).json as Stored;
      await reads(api, id);
      await sleep(500);
      await reads(api, id);

      await cluster.signal('STOP');
      const closing = app.close().then(() => 'closed');
      const outcome = await Promise.race([closing, sleep(5_000, 'hangs')]);
      await cluster.signal('CONT');
      await closing;

      expect(outcome).toBe('closed');
    }, 120_000);

    it('are made again when the server has been started again', async () => {
      const cluster = await PostgresCluster.start();
      const { api } = await instance(cluster.url);
      const { id } = (await api.post('/coins', { owner: 'a' })).json as Stored;
      await reads(api, id);
      await sleep(500);
      await reads(api, id);

      await cluster.crash();
      const without = await reads(api, id);
      await cluster.start();
      await expect
        .poll(async () => (await api.get(`/coins/${id}`)).status, { timeout: 10_000 })
        .toBe(200);
      await sleep(1_200);
      await reads(api, id);

      expect(new Set(without)).toEqual(new Set([503]));
      expect(new Set(await reads(api, id))).toEqual(new Set([200]));
    }, 120_000);
  },
);

/** The statuses of twenty readers at once. */
async function reads(api: ApiClient, id: number): Promise<number[]> {
  const answers = Array.from({ length: 20 }, () => api.get(`/coins/${id}`));
  return (await Promise.all(answers)).map(({ status }) => status);
}

async function instances(count: number): Promise<ApiClient[]> {
  const first = await instance();
  const apis = [first.api];
  while (apis.length < count) apis.push((await instance(first.url)).api);
  return apis;
}

async function instance(
  given?: string,
  endpoints: readonly EndpointClass[] = [Coin, OwnCoin],
  schema: 'create' | 'none' = 'create',
): Promise<{ url: string; api: ApiClient; app: NestFastifyApplication }> {
  const database = given === undefined ? await POSTGRES.create() : undefined;
  const url = given ?? database?.url ?? '';
  const app = await LightApi.run({
    ...{ database: url, endpoints: [...endpoints], schema },
    ...{ host: '127.0.0.1', port: 0 },
  });
  onTestFinished(async () => {
    await app.close();
    await database?.drop();
  });
  return { url, app, api: new ApiClient(await app.getUrl()) };
}
