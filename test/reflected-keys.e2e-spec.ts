import { describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  LightApi,
  type LightApiRequest,
  type RequestBody,
  type ResourceId,
  RestEndpoint,
  versionOf,
} from '../lib/index.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { databaseWith, serveTables, type Tables } from './support/reflected-api.js';
import { SERVERS } from './support/servers.js';

/** The same SQL on both databases. */
const both = (sql: string): Tables => ({ SQLite: sql, PostgreSQL: sql });

const LINES = both(`
create table order_lines (
  order_no integer not null, line integer not null, sku varchar(20) not null,
  primary key (order_no, line));
create table parts (
  maker varchar(40) not null, code varchar(40) not null, made date not null, label text,
  primary key (maker, code, made));`);

@Endpoint('/order-lines', {
  reflect: true,
  filtering: { fields: ['order_no'], ordering: ['sku', 'line'] },
  pagination: { style: 'cursor', pageSize: 7 },
})
class OrderLine extends RestEndpoint {}

@Endpoint('/parts', { reflect: true, pagination: { style: 'page_number', pageSize: 3 } })
class Part extends RestEndpoint {}

const FREE = both(`
create table things (code primary key not null, name text);
create table pairs (a not null, b not null, primary key (a, b));`);

@Endpoint('/things', { reflect: true, filtering: { fields: ['code'] } })
class Thing extends RestEndpoint {}

@Endpoint('/pairs', { reflect: true })
class Pair extends RestEndpoint {}

const THINGS = [
  [1, 'number'],
  ['1', 'text'],
  ['q', 'plain'],
  ['"q"', 'quoted'],
] as const;

/** In STRICT tables `ANY` is what no type is in others. */
const STRICT = both(`
create table things (code any primary key not null, name text) strict;
create table pairs (a any not null, b any not null, primary key (a, b)) strict, without rowid;`);

describe.each([
  ['no type', FREE],
  ['ANY in a STRICT table', STRICT],
])('a key of %s, as SQLite has them', (_type, tables) => {
  const [sqlite] = SERVERS;

  it.each([
    ['/things', { code: 1 }, '/things/1'],
    ['/things', { code: 1.5 }, '/things/1.5'],
    ['/things', { code: -7 }, '/things/-7'],
    ['/things', { code: '1' }, '/things/%221%22'],
    ['/things', { code: '007' }, '/things/007'],
    ['/things', { code: '"' }, '/things/%22'],
    ['/things', { code: '"1"' }, '/things/%22%221%22%22'],
    ['/things', { code: 'a/b' }, '/things/a%2Fb'],
    ['/pairs', { a: 1, b: '2' }, '/pairs/1,%222%22'],
  ])('is in the path as what it is: %s %j', async (path, key, location) => {
    const api = await serveTables(sqlite!, tables, { endpoints: [Thing, Pair] });

    const made = await api.post(path, key);

    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(location);
    expect((await api.get(location)).json).toMatchObject(key);
    expect((await api.delete(location)).status).toBe(204);
  });

  it('is told apart from its text, in paths and in filters', async () => {
    const api = await serveTables(sqlite!, tables, { endpoints: [Thing] });
    await api.post('/things', { code: 1, name: 'number' });
    await api.post('/things', { code: '1', name: 'text' });

    const ask = async (path: string): Promise<unknown> => (await api.get(path)).json;

    expect(await ask('/things/1')).toEqual({ code: 1, name: 'number' });
    expect(await ask('/things/%221%22')).toEqual({ code: '1', name: 'text' });
    expect(await ask('/things?code=1')).toEqual({ results: [{ code: 1, name: 'number' }] });
    expect(await ask('/things?code="1"')).toEqual({ results: [{ code: '1', name: 'text' }] });
  });

  it('is for programs what they have read', async () => {
    const database = await databaseWith(sqlite!, {
      ...tables,
      SQLite: `${tables.SQLite}
        insert into things values (1, 'number'), ('1', 'text'), ('q', 'plain'), ('"q"', 'quoted');
        insert into pairs values (1, 1), ('1', 1);`,
    });
    const app = await LightApi.run({
      ...{ database, endpoints: [Thing, Pair], host: '127.0.0.1', port: 0 },
    });
    onTestFinished(() => app.close());
    const things = app.get<EndpointService<Thing>>(getEndpointToken(Thing));
    const pairs = app.get<EndpointService<Pair>>(getEndpointToken(Pair));

    const named = async (id: ResourceId): Promise<unknown> =>
      Reflect.get(await things.retrieve(id), 'name');
    for (const [code, name] of THINGS)
      expect([await named(code), await named([code]), await named({ code })]).toEqual(
        Array(3).fill(name),
      );
    await things.update('1', { ...(await things.retrieve('1')), name: 'changed' } as never);
    expect([await named('1'), await named(1)]).toEqual(['changed', 'number']);
    for (const code of ['1', '"q"'])
      await things.destroy(code, { version: versionOf(await things.retrieve(code)) });
    expect([await named(1), await named('q')]).toEqual(['number', 'plain']);

    for (const key of [
      { a: '1', b: 1 },
      { a: 1, b: 1 },
    ])
      expect(await pairs.retrieve(key)).toMatchObject(key);
    expect(await pairs.retrieve(['1', 1])).toMatchObject({ a: '1', b: 1 });
    expect(await pairs.retrieve('"1",1')).toMatchObject({ a: '1', b: 1 });
  });

  it('is in a hook as it is in the path', async () => {
    @Endpoint('/things', { reflect: true })
    class Hooked extends RestEndpoint {
      override async retrieve(request: LightApiRequest, id: string) {
        return super.retrieve(request, id);
      }
    }
    const api = await serveTables(sqlite!, tables, { endpoints: [Hooked] });
    await api.post('/things', { code: 1, name: 'number' });
    await api.post('/things', { code: '1', name: 'text' });

    expect((await api.get('/things/1')).json).toEqual({ code: 1, name: 'number' });
    expect((await api.get('/things/%221%22')).json).toEqual({ code: '1', name: 'text' });
  });

  it('is in Location where a hook has made it', async () => {
    @Endpoint('/things', { reflect: true })
    class Hooked extends RestEndpoint {
      override async create(data: RequestBody, request: LightApiRequest) {
        return super.create({ ...data, code: 3 }, request);
      }
    }
    const api = await serveTables(sqlite!, tables, { endpoints: [Hooked] });

    const made = await api.post('/things', { code: 'x', name: 'a' });

    expect(made.headers.get('location')).toBe('/things/3');
  });
});

describeOnEachDatabase('a key of several columns', (server) => {
  it('is given by the client, and is the path', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });

    const made = await api.post('/order-lines', { order_no: 1, line: 2, sku: 'saw' });

    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/order-lines/1,2');
    expect(made.text).toBe('{"order_no":1,"line":2,"sku":"saw"}');
    const got = await api.get('/order-lines/1,2');
    expect(got.text).toBe(made.text);
    expect(got.headers.get('etag')).toBe(made.headers.get('etag'));
  });

  it('is required, and is checked as other members are', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });

    const { status, json } = await api.post('/order-lines', { line: 'x', sku: 'saw' });

    expect(status).toBe(422);
    expect(json.detail).toMatchObject([{ type: 'missing', loc: ['order_no'] }, { loc: ['line'] }]);
  });

  it('that is there already is a 409', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });
    await api.post('/order-lines', { order_no: 1, line: 2, sku: 'saw' });

    expect((await api.post('/order-lines', { order_no: 1, line: 2, sku: 'axe' })).status).toBe(409);
  });

  it('stays what it is when the rest is replaced', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });
    await api.post('/order-lines', { order_no: 1, line: 2, sku: 'saw' });
    const tag = (await api.get('/order-lines/1,2')).headers.get('etag')!;

    const put = await api.put(
      '/order-lines/1,2',
      { order_no: 9, line: 9, sku: 'axe' },
      { 'if-match': tag },
    );

    expect(put.text).toBe('{"order_no":1,"line":2,"sku":"axe"}');
    const gone = await api.delete('/order-lines/1,2', { 'if-match': put.headers.get('etag')! });
    expect(gone.status).toBe(204);
    expect((await api.get('/order-lines/1,2')).status).toBe(404);
  });

  it('that no row can have is a 404', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });
    await api.post('/order-lines', { order_no: 1, line: 2, sku: 'saw' });
    const ids = [
      '1',
      '1,',
      ',1',
      ',',
      '1,2,3',
      '1,x',
      '1,2.0',
      '1%2C2',
      '01,2',
      `1,${'9'.repeat(20)}`,
    ];

    for (const id of ids)
      for (const method of ['GET', 'DELETE', 'PATCH']) {
        const body = method === 'PATCH' ? { body: { sku: 'x' } } : {};
        const headers = { 'if-match': '*' };
        const { status } = await api.send(method, `/order-lines/${id}`, { ...body, headers });
        expect([method, id, status]).toEqual([method, id, 404]);
      }
  });

  it('has each part percent-encoded, a comma and a slash too', async () => {
    const api = await serveTables(server, LINES, { endpoints: [Part] });
    const odd = ['', 'a,b', 'c/d', 'ü ?#%', '100%', '%2C', '漢 字', '"\'\\', 'x;y=z', '+'];

    for (const maker of odd)
      for (const code of ['1', odd[0]!, odd[1]!]) {
        const made = await api.post('/parts', { maker, code, made: '2024-02-29', label: null });
        expect(made.status).toBe(201);
        const path = `/parts/${[maker, code, '2024-02-29'].map(encodeURIComponent).join(',')}`;
        expect(made.headers.get('location')).toBe(path);
        expect((await api.get(path)).json).toEqual({
          maker,
          code,
          made: '2024-02-29',
          label: null,
        });
      }

    const twisted = `/parts/${encodeURIComponent('a')},${encodeURIComponent('b,1')},2024-02-29`;
    expect((await api.get(twisted)).status).toBe(404);
  });

  it('walks a collection by cursors, each row once', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine] });
    const rows = Array.from({ length: 40 }, (_, at) => ({
      order_no: 1 + (at % 6),
      line: 1 + Math.floor(at / 6),
      sku: `s${at % 3}`,
    }));
    for (const row of rows) await api.post('/order-lines', row);

    for (const ordering of ['', '&ordering=sku', '&ordering=-line', '&ordering=-sku,line']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const { json } = await api.get(`/order-lines?page_size=7${ordering}${cursor}`);
        for (const row of rowsOf(json)) seen.push(`${String(row.order_no)},${String(row.line)}`);
        if (json.next === null) break;
        cursor = `&cursor=${encodeURIComponent(json.next as string)}`;
      }
      expect(seen).toHaveLength(40);
      expect(new Set(seen).size).toBe(40);
    }
  });

  it('is filtered, counted and paged like any other', async () => {
    const api = await serveTables(server, LINES, { endpoints: [OrderLine, Part] });
    for (const line of [3, 1, 2]) await api.post('/order-lines', { order_no: 1, line, sku: 'a' });
    await api.post('/order-lines', { order_no: 2, line: 1, sku: 'b' });
    for (const code of 'dacb') await api.post('/parts', { maker: 'm', code, made: '2024-01-01' });

    const lines = rowsOf((await api.get('/order-lines?order_no=1')).json);
    const first = (await api.get('/parts')).json;

    expect(lines.map((row) => row.line)).toEqual([1, 2, 3]);
    expect(first).toMatchObject({ count: 4, pages: 2 });
    expect(rowsOf(first).map((row) => row.code)).toEqual(['a', 'b', 'c']);
  });

  it('is what programs give, as a list, an object or a path', async () => {
    const database = await databaseWith(server, LINES);
    const app = await LightApi.create({ database, endpoints: [OrderLine] }).buildApp();
    const lines = app.get<EndpointService<OrderLine>>(getEndpointToken(OrderLine), {
      strict: false,
    });

    const made = await lines.create({ order_no: 1, line: 2, sku: 'saw' });
    await lines.update([1, 2], { ...made, sku: 'axe' } as never, { partial: true });

    expect(await lines.retrieve({ order_no: 1, line: 2 })).toMatchObject({ sku: 'axe' });
    expect(await lines.retrieve('1,2')).toMatchObject({ sku: 'axe' });
    await lines.destroy([1, 2]);
    await expect(lines.retrieve([1, 2])).rejects.toThrow('not found');
    await app.close();
  });

  it('is narrowed by scope and queryset, and goes through hooks as it came', async () => {
    const ids: string[] = [];
    @Endpoint('/own', { reflect: true, table: 'order_lines' })
    class OwnLine extends RestEndpoint {
      override scope() {
        return { order_no: 1 };
      }

      override queryset() {
        return { sku: 'saw' };
      }

      override retrieve(request: LightApiRequest, id: string) {
        ids.push(id);
        return super.retrieve(request, id);
      }

      override create(data: RequestBody, request: LightApiRequest) {
        return super.create({ ...data, sku: 'saw' }, request);
      }
    }
    const api = await serveTables(server, LINES, { endpoints: [OrderLine, OwnLine] });
    await api.post('/order-lines', { order_no: 2, line: 1, sku: 'saw' });
    await api.post('/order-lines', { order_no: 1, line: 7, sku: 'axe' });

    const made = await api.post('/own', { order_no: 1, line: 1 });

    expect(made.headers.get('location')).toBe('/own/1,1');
    expect(made.headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
    expect((await api.post('/own', { order_no: 2, line: 9 })).status).toBe(403);
    expect((await api.get('/own')).json.results).toEqual([{ order_no: 1, line: 1, sku: 'saw' }]);
    const got = await api.get('/own/1,1');
    expect(got.headers.get('etag')).toBe(made.headers.get('etag'));
    expect((await api.get('/own/2,1')).status).toBe(404);
    expect((await api.get('/own/a%2Cb,1')).status).toBe(404);
    expect(ids).toEqual(['1,1', '2,1', 'a%2Cb,1']);
    const tag = { 'if-match': got.headers.get('etag')! };
    expect((await api.patch('/own/1,1', { sku: 'axe' }, tag)).status).toBe(200);
    expect((await api.patch('/own/1,1', { sku: 'axe' }, tag)).status).toBe(412);
    expect((await api.patch('/own/2,1', { sku: 'axe' }, { 'if-match': '*' })).status).toBe(404);
  });
});

describeOnEachDatabase('a key of one column', (server) => {
  const TAGS = both(`create table tags (name varchar(80) primary key, note text)`);

  @Endpoint('/tags', { reflect: true })
  class Tag extends RestEndpoint {}

  it('of odd characters is found', async () => {
    const api = await serveTables(server, TAGS, { endpoints: [Tag] });
    const names = [
      'a b',
      'a,b',
      'a/b',
      '100%',
      '%2F',
      'ü漢',
      '?',
      '#x',
      '..x',
      'a+b',
      `'"`,
      '[1]',
      ';',
    ];

    for (const name of names) {
      const made = await api.post('/tags', { name });
      const path = `/tags/${encodeURIComponent(name)}`;
      expect(made.headers.get('location')).toBe(path);
      expect((await api.get(path)).json).toEqual({ name, note: null });
      const put = await api.put(path, { note: 'x' }, { 'if-match': made.headers.get('etag')! });
      expect(put.json).toEqual({ name, note: 'x' });
      expect((await api.delete(path)).status).toBe(204);
    }
  });

  it('that can not be stored is no 500', async () => {
    const api = await serveTables(server, TAGS, { endpoints: [Tag] });

    for (const id of ['%00', '%ED%A0%80', 'x'.repeat(5000)])
      expect([400, 404]).toContain((await api.get(`/tags/${id}`)).status);
  });

  it('of UUIDs is found in either case, given by the client or made by us', async () => {
    const tables = {
      SQLite: 'create table things (id char(36) primary key, name text not null)',
      PostgreSQL: 'create table things (id uuid primary key, name text not null)',
    };
    @Endpoint('/things', { reflect: true })
    class Thing extends RestEndpoint {
      @Field({ type: 'uuid' })
      id!: string;
    }
    @Endpoint('/made', { reflect: true, table: 'things', primaryKey: 'uuid' })
    class Made extends RestEndpoint {
      @Field({ type: 'uuid' })
      id!: string;
    }
    const api = await serveTables(server, tables, { endpoints: [Thing, Made] });
    const id = '0190A5C4-0000-7000-8000-00000000ABCD';

    expect((await api.post('/things', { id, name: 'a' })).json.id).toBe(id.toLowerCase());
    expect((await api.get(`/things/${id}`)).json.name).toBe('a');
    expect((await api.get('/things/17')).status).toBe(404);
    expect((await api.post('/things', { name: 'a' })).status).toBe(422);
    const { json, headers } = await api.post('/made', { id, name: 'b' });
    expect(json.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect((await api.get(headers.get('location')!)).json).toEqual(json);
  });

  it('of large integers keeps its digits', async () => {
    const tables = both('create table accounts (no bigint primary key, owner bigint)');
    @Endpoint('/accounts', {
      reflect: true,
      pagination: { style: 'cursor', pageSize: 1 },
    })
    class Account extends RestEndpoint {
      override scope() {
        return { owner: 9007199254740995n };
      }
    }
    const api = await serveTables(server, tables, { endpoints: [Account] });
    const numbers = ['9007199254740993', '9007199254740994', '9223372036854775807'];
    for (const no of numbers) await api.post('/accounts', { no, owner: '9007199254740995' });

    const seen: string[] = [];
    for (let query = ''; ;) {
      const { json } = await api.get(`/accounts${query}`);
      for (const row of rowsOf(json)) seen.push(String(row.no));
      if (json.next === null) break;
      query = `?cursor=${json.next as string}`;
    }

    expect(seen).toEqual(numbers);
    expect((await api.get('/accounts/9007199254740993')).json.no).toBe('9007199254740993');
    expect((await api.get('/accounts/9007199254740992')).status).toBe(404);
    expect((await api.get('/accounts/9223372036854775808')).status).toBe(404);
  });

  it('that the database makes is none that a body sets', async () => {
    const tables = {
      SQLite: 'create table notes (no integer primary key, body text)',
      PostgreSQL:
        'create table notes (no int generated by default as identity primary key, body text)',
    };
    @Endpoint('/notes', { reflect: true })
    class Note extends RestEndpoint {}
    const api = await serveTables(server, tables, { endpoints: [Note] });

    const { json } = await api.post('/notes', { no: 77, body: 'x' });

    expect(json).toEqual({ no: 1, body: 'x' });
  });

  it('is the entity of programs too', async () => {
    const api = await serveTables(server, TAGS, {
      endpoints: [
        (() => {
          @Endpoint('/tags', { reflect: true })
          class Listed extends RestEndpoint {
            override async get(): Promise<unknown> {
              const rows = await this.em.find(entityOf(Listed), { name: { $like: 'a%' } } as never);
              return rows.map((row) => ({ ...(row as object) }));
            }
          }
          return Listed;
        })(),
      ],
    });
    for (const name of ['ab', 'cd']) await api.post('/tags', { name, note: 'n' });

    expect((await api.get('/tags')).json).toEqual([{ name: 'ab', note: 'n' }]);
  });
});

function rowsOf(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (json as { results: Record<string, unknown>[] }).results;
}
