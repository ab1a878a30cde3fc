import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';

import { Endpoint, Field, LightApi, RestEndpoint } from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

@Endpoint('/stamps', {
  filtering: { fields: ['owner'] },
  pagination: { style: 'page_number' },
})
class Stamp extends RestEndpoint {
  @Field() owner!: string;
}

const POSTGRES = SERVERS[1]!;

describe.skipIf(POSTGRES.missing)('prepared statements on PostgreSQL', () => {
  it('are prepared again when the type of a column has changed', async () => {
    const { api, url, id } = await instance();
    await warm(api, id);

    await runSql(url, 'alter table stamps alter column owner type varchar(77)');

    for (let turn = 0; turn < 3; turn += 1)
      expect(await statuses(api, id)).toEqual(new Set(['200']));
    const change = { owner: 'b', version: 1 };
    expect((await api.patch(`/stamps/${id}`, change)).json).toMatchObject({ owner: 'b' });
  }, 60_000);

  it('that could not be prepared in time are no error of those behind', async () => {
    const { api, url, id } = await instance();
    // The shared connections are open, but know nothing of this statement.
    await warm(api, id);
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query('begin; lock table stamps in access exclusive mode');

    const asked = Array.from({ length: 12 }, (_, at) => api.get(`/stamps?owner[ne]=x${at}`));
    const locked = new Set((await Promise.all(asked)).map(({ status }) => status));

    await admin.query('commit');
    await admin.end();

    expect(locked).toEqual(new Set([503]));
    expect(await statuses(api, id)).toEqual(new Set(['200']));
  }, 60_000);

  it('end with a connection that is ended, as a 503 and never another', async () => {
    const { api, url, id } = await instance();
    await warm(api, id);
    const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;

    const asked = Array.from({ length: 120 }, (_, at) =>
      sleep(at % 20).then(() => api.get(at % 2 ? `/stamps/${id}` : `/stamps?owner=y${at}`)),
    );
    await runSql(url, end);
    const ended = (await Promise.all(asked)).map(({ status }) => status);

    expect(ended.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await sleep(1_100);
    await statuses(api, id);
    expect(await statuses(api, id)).toEqual(new Set(['200']));
  }, 60_000);
});

/** All of the connections have been used. */
async function warm(api: ApiClient, id: number): Promise<void> {
  await statuses(api, id);
  await sleep(300);
  for (let turn = 0; turn < 3; turn += 1) await statuses(api, id);
}

/** With what went wrong. */
async function statuses(api: ApiClient, id: number): Promise<Set<string>> {
  const paths = ['/stamps?page=1', `/stamps/${id}`, `/stamps/${id + 1}`, '/stamps?owner=a'];
  const asked = Array.from({ length: 32 }, (_, at) => api.get(paths[at % paths.length]!));
  const answers = await Promise.all(asked);
  return new Set(answers.map(({ status, text }) => (status === 200 ? '200' : `${status} ${text}`)));
}

async function instance(): Promise<{ url: string; api: ApiClient; id: number }> {
  const database = await POSTGRES.create();
  const { url } = database;
  const app = await LightApi.run({
    ...{ database: url, endpoints: [Stamp] },
    ...{ host: '127.0.0.1', port: 0 },
  });
  onTestFinished(async () => {
    await app.close();
    await database.drop();
  });
  const api = new ApiClient(await app.getUrl());
  const { id } = (await api.post('/stamps', { owner: 'a' })).json as { id: number };
  await api.post('/stamps', { owner: 'a' });
  return { url, api, id };
}
