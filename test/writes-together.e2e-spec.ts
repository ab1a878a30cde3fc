import { setTimeout as sleep } from 'node:timers/promises';

import { HttpException } from '@nestjs/common';
import Database from 'better-sqlite3';
import pg from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  Field,
  LightApi,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import { type ApiAnswer, ApiClient } from './support/api-client.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { SERVERS, type TestServer } from './support/servers.js';
import { runSql } from './support/sql.js';

@Endpoint('/stamps', { pagination: { style: 'page_number', pageSize: 500 } })
class Stamp extends RestEndpoint {
  @Field({ unique: true }) name!: string;

  @Field({ type: 'int', optional: true }) worth?: number | null;
}

/** Each write is a transaction, which looks whether the row is within the scope. */
@Endpoint('/own-stamps', { table: 'stamps', methods: ['POST'] })
class OwnStamp extends RestEndpoint {
  @Field({ unique: true }) name!: string;

  override scope() {
    return { name: { $like: 'own %' } };
  }
}

/** Stores a stamp, and may take it back a little later. */
@Endpoint('/regrets', { table: 'stamps', methods: ['POST'] })
class Regret extends RestEndpoint {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  @Field({ unique: true }) name!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    return this.transactions.run(async () => {
      const made = await super.create(data, request);
      await sleep(100);
      if (request.headers['x-regret'] === undefined) return made;
      throw new HttpException('taken back', 410);
    });
  }
}

interface Stored {
  readonly id: number;
  readonly name: string;
  readonly worth: number | null;
  readonly version: number;
}

let url: string;
let api: ApiClient;

async function start(server: TestServer): Promise<void> {
  const database = await server.create();
  ({ url } = database);
  const app = await LightApi.run({
    ...{ database: url, endpoints: [Stamp, OwnStamp, Regret] },
    ...{ host: '127.0.0.1', port: 0 },
  });
  onTestFinished(async () => {
    await app.close();
    await database.drop();
  });
  api = new ApiClient(await app.getUrl());
}

describeOnEachDatabase('writes that come together', (server) => {
  beforeEach(() => start(server));

  it('are answered each with its own row, which is the one that is stored', async () => {
    const names = upTo(200).map((at) => `stamp ${at}`);

    const made = await Promise.all(names.map((name) => api.post('/stamps', { name })));

    expect(statuses(made)).toEqual({ 201: 200 });
    expect(made.map(({ json }) => (json as Stored).name)).toEqual(names);
    const stored = await all();
    const byId = new Map(stored.map((stamp) => [stamp.id, stamp]));
    expect(stored).toHaveLength(200);
    for (const { json } of made) expect(byId.get((json as Stored).id)).toEqual(json);
  });

  it('and change, read and delete each find their own', async () => {
    const made = await fill(60);

    const [changed, read, gone] = await Promise.all([
      Promise.all(
        made
          .slice(0, 20)
          .map(({ id }) => api.patch(`/stamps/${id}`, { worth: 1000 + id, version: 1 })),
      ),
      Promise.all(made.slice(20, 40).map(({ id }) => api.get(`/stamps/${id}`))),
      Promise.all(made.slice(40).map(({ id }) => api.delete(`/stamps/${id}`))),
    ]);

    expect(changed.map(({ json }) => json as Stored)).toMatchObject(
      made.slice(0, 20).map(({ id, name }) => ({ id, name, worth: 1000 + id, version: 2 })),
    );
    expect(read.map(({ json }) => json as Stored)).toEqual(made.slice(20, 40));
    expect(statuses(gone)).toEqual({ 204: 20 });
    expect((await all()).map(({ id }) => id)).toEqual(made.slice(0, 40).map(({ id }) => id));
  });

  it('are refused each for itself, with what it has done', async () => {
    const made = await fill(30);

    const answers = await Promise.all(
      made.flatMap(({ id, name }) => [
        api.patch(`/stamps/${id}`, { worth: id, version: id % 3 === 0 ? 7 : 1 }),
        api.post('/stamps', { name: id % 2 === 0 ? name : `new ${id}` }),
        api.delete(`/stamps/${id + 1000}`),
      ]),
    );

    const seen = made.map((_, at) => answers.slice(3 * at, 3 * at + 3).map((one) => one.status));
    expect(seen).toEqual(
      made.map(({ id }) => [id % 3 === 0 ? 409 : 200, id % 2 === 0 ? 409 : 201, 404]),
    );
    expect(await all()).toHaveLength(45);
  });

  it('of one row and version: one wins', async () => {
    const made = await fill(10);

    const answers = await Promise.all(
      made.flatMap(({ id }) => [
        api.patch(`/stamps/${id}`, { worth: 1, version: 1 }),
        api.patch(`/stamps/${id}`, { worth: 2, version: 1 }),
      ]),
    );

    expect(statuses(answers)).toEqual({ 200: 10, 409: 10 });
    expect((await all()).every(({ version }) => version === 2)).toBe(true);
  });

  it('of one name: one wins, and the others are stored', async () => {
    const names = upTo(40).map((at) => `stamp ${at % 10 === 0 ? 'same' : at}`);

    const answers = await Promise.all(names.map((name) => api.post('/stamps', { name })));

    expect(statuses(answers)).toEqual({ 201: 37, 409: 3 });
    expect(await all()).toHaveLength(37);
  });

  it('are not taken back with the transaction of another request', async () => {
    const regrets = upTo(3).map((at) =>
      api.post('/regrets', { name: `regret ${at}` }, { 'x-regret': 'yes' }),
    );
    await sleep(30);

    const made = await Promise.all(upTo(20).map((at) => api.post('/stamps', { name: `s${at}` })));
    const taken = await Promise.all(regrets);

    expect(statuses(made)).toEqual({ 201: 20 });
    expect(statuses(taken)).toEqual({ 410: 3 });
    expect((await all()).map(({ name }) => name).sort()).toEqual(
      upTo(20)
        .map((at) => `s${at}`)
        .sort(),
    );
  });

  it('refused by a trigger leave the others stored, once', async () => {
    await forbid(server);

    const names = upTo(30).map((at) => (at % 7 === 0 ? `ban ${at}` : `s${at}`));
    const answers = await Promise.all(names.map((name) => api.post('/stamps', { name })));

    const expected = names.map((name) => (name.startsWith('ban') ? 422 : 201));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    const stored = (await all()).map(({ name }) => name).sort();
    expect(stored).toEqual(names.filter((name) => !name.startsWith('ban')).sort());
  });
});

describe('writes together on SQLite while another process writes', () => {
  let other: InstanceType<typeof Database>;
  beforeEach(async () => {
    await start(SERVERS[0]!);
    other = new Database(url.slice('sqlite:'.length));
    onTestFinished(() => void other.close());
  });

  it('wait for it and are stored, while what is committed is read', async () => {
    await fill(1);
    other.exec(`begin immediate; update stamps set worth = 5`);
    const made = Promise.all(upTo(20).map((at) => api.post('/stamps', { name: `late ${at}` })));
    await sleep(200);

    const began = performance.now();
    const seen = await Promise.all(upTo(10).map(() => api.get('/stamps/1')));
    const took = performance.now() - began;
    other.exec('commit');

    expect(statuses(seen)).toEqual({ 200: 10 });
    expect(took).toBeLessThan(2000);
    expect(seen.map(({ json }) => (json as Stored).worth)).toEqual(upTo(10).map(() => null));
    expect(statuses(await made)).toEqual({ 201: 20 });
    expect(await all()).toHaveLength(21);
  });

  it('wait for it with a scope too, by which each is a transaction of its own', async () => {
    other.exec('begin immediate');
    const made = Promise.all(upTo(3).map((at) => api.post('/own-stamps', { name: `own ${at}` })));
    await sleep(200);
    other.exec('commit');

    expect(statuses(await made)).toEqual({ 201: 3 });
    expect(await all()).toHaveLength(3);
  });

  it.each(['/stamps', '/own-stamps'])(
    'to %s are answered 503 in the end, and nothing of them is stored',
    async (path) => {
      other.exec('begin immediate');

      const made = await Promise.all(upTo(5).map((at) => api.post(path, { name: `own ${at}` })));
      other.exec('rollback');
      await sleep(100);

      expect(statuses(made)).toEqual({ 503: 5 });
      expect(await all()).toEqual([]);
    },
  );
});

const POSTGRES = SERVERS[1]!;

describe.skipIf(POSTGRES.missing)('writes together on PostgreSQL', () => {
  beforeEach(() => start(POSTGRES));

  it('do not wait for a row that is locked, but for the one of it', async () => {
    const made = await fill(20);
    const other = new pg.Client(url);
    await other.connect();
    await other.query('begin; update stamps set worth = 5 where id = 7');
    const began = performance.now();

    const asked = made.map(({ id }) => api.patch(`/stamps/${id}`, { worth: id, version: 1 }));
    const free = await Promise.all(asked.filter((_, at) => at !== 6));
    const took = performance.now() - began;
    await other.query('rollback');
    await other.end();

    expect(statuses(free)).toEqual({ 200: 19 });
    expect(took).toBeLessThan(1500);
    expect((await asked[6])?.json).toMatchObject({ id: 7, worth: 7, version: 2 });
  });

  it('that are answered are stored, and none twice, whoever ends the connections', async () => {
    const answers: ApiAnswer[] = [];

    for (let round = 0; round < 8; round += 1) {
      const asked = upTo(20).map((at) => api.post('/stamps', { name: `${round}-${at}` }));
      await sleep(2 * round);
      await runSql(
        url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      answers.push(...(await Promise.all(asked)));
    }

    const stored = await runSql(url, 'select id, name from stamps');
    const names = stored.map(({ name }) => name as string);
    const told = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(told.filter(({ json }) => !names.includes((json as Stored).name))).toEqual([]);
  });
});

async function fill(count: number): Promise<Stored[]> {
  const made = upTo(count).map((at) => api.post('/stamps', { name: `stamp ${at}` }));
  const stamps = (await Promise.all(made)).map(({ json }) => json as Stored);
  return stamps.sort((a, b) => a.id - b.id);
}

async function all(): Promise<Stored[]> {
  return (await api.get('/stamps')).json.results as Stored[];
}

/** Has the database refuse whatever is called `ban`; SQLite rolls back the whole transaction. */
async function forbid({ name }: TestServer): Promise<void> {
  if (name === 'SQLite') {
    const database = new Database(url.slice('sqlite:'.length));
    database.exec(`create trigger ban before insert on stamps when new.name like 'ban%'
      begin select raise(rollback, 'banned'); end`);
    database.close();
    return;
  }
  await runSql(
    url,
    `create function ban() returns trigger language plpgsql as $$
       begin if new.name like 'ban%' then raise exception 'banned'; end if; return new; end $$;
     create trigger ban before insert on stamps for each row execute function ban()`,
  );
}

function statuses(answers: readonly ApiAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
