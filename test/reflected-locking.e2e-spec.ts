import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  type EndpointService,
  getEndpointToken,
  LightApi,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { describeOnEachDatabase, startProblems } from './support/nest-app.js';
import { databaseWith, serveTables, type Tables } from './support/reflected-api.js';
import { runSql } from './support/sql.js';

const WRITERS = 50;

const COUNTERS: Tables = {
  SQLite: `create table counters (no integer primary key, value int not null, odd blob, secret text)`,
  PostgreSQL: `create table counters (no serial primary key, value int not null, odd point, secret text)`,
};

@Endpoint('/counters', { reflect: true, serializer: { fields: ['no', 'value'] } })
class Counter extends RestEndpoint {}

describeOnEachDatabase('a table without a version', (server) => {
  const serve = () => serveTables(server, COUNTERS, { endpoints: [Counter] });

  it('is changed with If-Match of the tag that was read', async () => {
    const api = await serve();
    const made = await api.post('/counters', { value: 1 });
    const tag = made.headers.get('etag')!;

    const changed = await api.patch('/counters/1', { value: 2 }, { 'if-match': tag });

    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    const got = await api.get('/counters/1');
    expect(got.headers.get('etag')).toBe(changed.headers.get('etag'));
    const again = await api.get('/counters/1', { 'if-none-match': got.headers.get('etag')! });
    expect(again.status).toBe(304);
    expect((await api.get('/counters/1', { 'if-none-match': tag })).status).toBe(200);
    expect((await api.put('/counters/1', { value: 3 }, { 'if-match': tag })).status).toBe(412);
    expect((await api.delete('/counters/1', { 'if-match': tag })).status).toBe(412);
    expect((await api.patch('/counters/1', { value: 3 }, { 'if-match': '*' })).status).toBe(200);
  });

  it('takes the text of the tag as a member too: 409 where it is stale', async () => {
    const api = await serve();
    const version = (await api.post('/counters', { value: 1 })).headers.get('etag')!.slice(1, -1);

    const changed = await api.patch('/counters/1', { value: 2, version });

    expect(changed.json).toEqual({ no: 1, value: 2 });
    expect((await api.patch('/counters/1', { value: 2, version })).status).toBe(409);
    expect((await api.patch('/counters/1', { value: 2, version: 7 })).json.detail).toMatchObject([
      { type: 'string_type', loc: ['version'] },
    ]);
  });

  it('says what to send where there is no tag', async () => {
    const api = await serve();
    await api.post('/counters', { value: 1 });

    const { status, json } = await api.patch('/counters/1', { value: 2 });

    expect(status).toBe(422);
    expect(json.detail).toEqual([
      { type: 'missing', loc: ['version'], msg: expect.stringContaining('If-Match'), input: null },
    ]);
  });

  it('loses no update of 50 that read, add one and try again on 412', async () => {
    const api = await serve();
    await api.post('/counters', { value: 0 });

    await Promise.all(Array.from({ length: WRITERS }, () => increment(api, '/counters/1')));

    expect((await api.get('/counters/1')).json.value).toBe(WRITERS);
  });

  it('lets one of 50 writers of one state win, and one of 50 deletes', async () => {
    const api = await serve();
    const tag = (await api.post('/counters', { value: 0 })).headers.get('etag')!;
    const send = (writer: number) =>
      api.patch('/counters/1', { value: writer + 1 }, { 'if-match': tag });

    const writes = await Promise.all(Array.from({ length: WRITERS }, (_, writer) => send(writer)));
    const last = (await api.get('/counters/1')).headers.get('etag')!;
    const deletes = await Promise.all(
      Array.from({ length: WRITERS }, () => api.delete('/counters/1', { 'if-match': last })),
    );

    expect(writes.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(writes.filter(({ status }) => status === 412)).toHaveLength(WRITERS - 1);
    expect(deletes.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const { status } of deletes) expect([204, 404, 412]).toContain(status);
  });

  it('sees what others change in columns that no member shows, and leaves them as they are', async () => {
    const api = await serve();
    const tag = (await api.post('/counters', { value: 0 })).headers.get('etag')!;
    const odd = server.name === 'SQLite' ? `x'00ff'` : `'(1,2)'`;
    await runSql(api.database, `update counters set odd = ${odd}`);

    const late = await api.patch('/counters/1', { value: 2 }, { 'if-match': tag });
    const fresh = (await api.get('/counters/1')).headers.get('etag')!;
    const changed = await api.patch('/counters/1', { value: 2 }, { 'if-match': fresh });

    expect([late.status, changed.status]).toEqual([412, 200]);
    const [{ same }] = (await runSql(
      api.database,
      server.name === 'SQLite'
        ? `select odd = x'00ff' as same from counters`
        : `select odd ~= '(1,2)' as same from counters`,
    )) as [{ same: unknown }];
    expect(Boolean(same)).toBe(true);
  });

  it('has tags that tell nothing of what is hidden to who does not know the secret', async () => {
    const database = await databaseWith(server, COUNTERS);
    await runSql(database, `insert into counters (value, secret) values (1, 'plain')`);
    const tags: string[] = [];
    for (const cursorSecret of ['a'.repeat(32), 'b'.repeat(32), 'a'.repeat(32)]) {
      const api = await LightApi.create({
        database,
        endpoints: [Counter],
        cursorSecret,
      }).buildApp();
      const { headers } = await api.inject('/counters/1');
      tags.push(String(headers.etag));
      await api.close();
    }

    expect(tags[0]).toBe(tags[2]);
    expect(tags[0]).not.toBe(tags[1]);
  });

  it('is changed by programs with what they have read', async () => {
    const database = await databaseWith(server, COUNTERS);
    const app = await LightApi.create({ database, endpoints: [Counter] }).buildApp();
    const counters = serviceOf(app, Counter);
    const made = await counters.create({ value: 1 });

    const changed = await counters.update(1, { ...made, value: 2 } as never, { partial: true });

    expect(changed).toMatchObject({ no: 1, value: 2 });
    const late = counters.update(1, { ...made, value: 3 } as never, { partial: true });
    await expect(late).rejects.toThrow('version conflict');
    await expect(counters.update(1, { value: 3 } as never)).rejects.toThrow();
    await app.close();
  });

  it('has its tag on answers of hooks too', async () => {
    @Endpoint('/hooked', { reflect: true, table: 'counters' })
    class Hooked extends RestEndpoint {
      override async retrieve(request: LightApiRequest, id: string) {
        return Object.assign(await super.retrieve(request, id), { more: true });
      }
    }
    const api = await serveTables(server, COUNTERS, { endpoints: [Counter, Hooked] });
    await api.post('/counters', { value: 1 });

    const hooked = await api.get('/hooked/1');

    expect(hooked.json).toMatchObject({ no: 1, more: true });
    const { status } = await api.patch(
      '/hooked/1',
      { value: 2 },
      { 'if-match': hooked.headers.get('etag')! },
    );
    expect(status).toBe(200);
  });

  it('of nothing but a key can be changed to itself', async () => {
    const tables = both('create table pairs (a int not null, b int not null, primary key (a, b))');
    @Endpoint('/pairs', { reflect: true })
    class Pair extends RestEndpoint {}
    const api = await serveTables(server, tables, { endpoints: [Pair] });
    await api.post('/pairs', { a: 1, b: 2 });

    const { status, json } = await api.put('/pairs/1,2', { a: 5 }, { 'if-match': '*' });

    expect([status, json]).toEqual([200, { a: 1, b: 2 }]);
    const none = await api.patch('/pairs/1,3', {}, { 'if-match': '*' });
    expect(none.status).toBe(404);
    expect((await api.patch('/pairs/1,2', {}, { 'if-match': '"x"' })).status).toBe(412);
  });
});

describeOnEachDatabase('a table with a version', (server) => {
  const VERSIONED = both(`
create table docs (id int primary key, version int not null, body text);
create table revised (id int primary key, revision int not null default 5, version text);
insert into docs values (1, 0, 'a');`);

  @Endpoint('/docs', { reflect: true })
  class Doc extends RestEndpoint {}

  @Endpoint('/revised', { reflect: true, versionField: 'revision' })
  class Revised extends RestEndpoint {}

  const LOCKED = both(`
create table locked (id int primary key, lock_version bigint not null default 0, body text)`);

  @Endpoint('/locked', { reflect: true, versionField: 'lock_version' })
  class Locked extends RestEndpoint {}

  @Endpoint('/plain', { reflect: true, table: 'docs', versionField: false })
  class Plain extends RestEndpoint {}

  it('is counted up by us, whatever it began with', async () => {
    const api = await serveTables(server, VERSIONED, { endpoints: [Doc] });

    expect((await api.get('/docs/1')).headers.get('etag')).toBe('"0"');
    expect((await api.patch('/docs/1', { body: 'b', version: 0 })).json.version).toBe(1);
    expect((await api.patch('/docs/1', { body: 'b', version: 0 })).status).toBe(409);
    expect((await api.patch('/docs/1', { body: 'c' }, { 'if-match': '"1"' })).json.version).toBe(2);
    expect((await api.patch('/docs/1', { body: 'c' }, { 'if-match': '"02"' })).status).toBe(412);
    expect((await api.post('/docs', { id: 2, version: 99 })).json.version).toBe(1);
  });

  it('may have another name, and `version` is a member then', async () => {
    const api = await serveTables(server, VERSIONED, { endpoints: [Revised] });

    const made = await api.post('/revised', { id: 1, version: '1.0' });
    const put = await api.put('/revised/1', { ...made.json, version: '1.1' });

    expect(made.json).toEqual({ id: 1, revision: 5, version: '1.0' });
    expect(put.json).toEqual({ id: 1, revision: 6, version: '1.1' });
    expect((await api.put('/revised/1', { ...made.json })).status).toBe(409);
    expect((await api.put('/revised/1', { version: 'x' })).json.detail).toMatchObject([
      { type: 'missing', loc: ['revision'] },
    ]);
  });

  it('may be a bigint, which services take as they gave it', async () => {
    const database = await databaseWith(server, LOCKED);
    const app = await LightApi.create({ database, endpoints: [Locked] }).buildApp();
    const locked = serviceOf(app, Locked);
    await locked.create({ id: 1, body: 'a' });
    const read = await locked.retrieve(1);

    const changed = await locked.update(1, { ...read, body: 'b' } as never);

    expect(read).toMatchObject({ lock_version: 0n });
    expect(changed).toMatchObject({ lock_version: 1n, body: 'b' });
    const late = locked.update(1, { ...read, body: 'c' } as never);
    await expect(late).rejects.toThrow('version conflict');
    await app.close();
  });

  it('can be an ordinary member', async () => {
    const api = await serveTables(server, VERSIONED, { endpoints: [Plain] });

    const changed = await api.patch('/plain/1', { version: 7 }, { 'if-match': '*' });

    expect(changed.json).toEqual({ id: 1, version: 7, body: 'a' });
  });

  it('that can be none is told at start', async () => {
    @Endpoint('/a', { reflect: true, table: 'docs', versionField: 'body' })
    class Text extends RestEndpoint {}
    @Endpoint('/b', { reflect: true, table: 'docs', versionField: 'versoin' })
    class Misspelt extends RestEndpoint {}
    @Endpoint('/c', { reflect: true, table: 'docs', versionField: 'xmin' })
    class Xmin extends RestEndpoint {}
    const database = await databaseWith(server, VERSIONED);

    const problems = await startProblems({ database, endpoints: [Text, Misspelt, Xmin] });

    expect(problems).toEqual(
      [
        `Text: 'versionField' is 'body', which is no column of integers that are never null and that we may set. Name another, or leave it out.`,
        `Misspelt: 'versionField' has "versoin", which is no member. Did you mean 'version'? The members are id, version, body.`,
        ...(server.name === 'SQLite'
          ? [
              `Xmin: 'versionField' has "xmin", which is no member. The members are id, version, body.`,
            ]
          : []),
      ].slice(0, 3),
    );
  });

  it('may be PostgreSQL’s own', async () => {
    if (server.name === 'SQLite') return;
    @Endpoint('/counters', { reflect: true, versionField: 'xmin' })
    class Xmin extends RestEndpoint {}
    const api = await serveTables(server, COUNTERS, { endpoints: [Xmin] });

    const made = await api.post('/counters', { value: 0 });
    const got = await api.get('/counters/1');

    expect(got.headers.get('etag')).toMatch(/^"\d+"$/);
    expect(got.headers.get('etag')).toBe(made.headers.get('etag'));
    const tag = { 'if-match': got.headers.get('etag')! };
    const writes = await Promise.all(
      Array.from({ length: 20 }, () => api.patch('/counters/1', { value: 0 }, tag)),
    );
    expect(writes.filter(({ status }) => status === 200)).toHaveLength(1);
    await Promise.all(Array.from({ length: 20 }, () => increment(api, '/counters/1')));
    expect((await api.get('/counters/1')).json.value).toBe(20);
  });
});

function both(sql: string): Tables {
  return { SQLite: sql, PostgreSQL: sql };
}

function serviceOf<T extends RestEndpoint>(
  app: { get(token: symbol, options: { strict: false }): unknown },
  endpoint: EndpointClass<T>,
): EndpointService<T> {
  return app.get(getEndpointToken(endpoint), { strict: false }) as EndpointService<T>;
}

/** Reads, adds one and writes; again from the start when somebody else was faster. */
async function increment(api: ApiClient, path: string): Promise<void> {
  for (;;) {
    const { json, headers } = await api.get(path);
    const tag = { 'if-match': headers.get('etag')! };
    const { status } = await api.patch(path, { value: (json.value as number) + 1 }, tag);
    expect([200, 412]).toContain(status);
    if (status === 200) return;
  }
}
