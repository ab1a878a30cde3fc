import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  type FilterBackend,
  type FilterContext,
  LightApiModule,
  type NarrowedCollection,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { fill, linksOf, listed } from './support/collections.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import { serveTables } from './support/reflected-api.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

const [SQLITE] = SERVERS;

@Endpoint('/events', {
  filtering: { fields: ['kind', 'size'], search: ['kind'], ordering: ['size', 'kind'] },
  pagination: { style: 'cursor', pageSize: 2, maxPageSize: 5 },
})
class Happening extends RestEndpoint {
  @Field()
  kind!: string;

  @Field({ type: 'int', optional: true })
  size?: number | null;
}

@Endpoint('/other-events', {
  table: 'happenings',
  filtering: { fields: ['kind', 'size'], search: ['kind'], ordering: ['size', 'kind'] },
  pagination: { style: 'cursor', pageSize: 2 },
})
class OtherHappening extends Happening {}

@Endpoint('/discreet', {
  primaryKey: 'uuid',
  filtering: { ordering: ['kind'] },
  pagination: { style: 'cursor', pageSize: 1 },
  serializer: { read: ['kind'] },
})
class Discreet extends RestEndpoint {
  @Field()
  kind!: string;
}

/** By a condition that is another one each time. */
class YoungerThan implements FilterBackend {
  readonly parameters = ['days'];

  filter(collection: NarrowedCollection, { parameters }: FilterContext) {
    const days = Number(parameters.one('days') ?? '1000');
    return collection.where({ created_at: { $gt: new Date(Date.now() - days * 86_400_000) } });
  }
}

@Endpoint('/young', {
  table: 'happenings',
  filtering: { backends: [YoungerThan] },
  pagination: { style: 'cursor', pageSize: 2 },
})
class YoungHappening extends Happening {}

const ENDPOINTS = [Happening, OtherHappening, Discreet, YoungHappening];

/** Ids 1 to 7. */
const EVENTS = [3, 1, null, 2, 1, null, 2].map((size) => ({ kind: 'a', size }));

describeOnEachDatabase('pages by cursor', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: ENDPOINTS });
    await fill(api, '/events', EVENTS);
  });
  afterAll(async () => {
    await api.stop();
  });

  it('have an envelope of next, previous and results, in this order', async () => {
    const { json } = await api.get('/events');

    expect(Object.keys(json as object)).toEqual(['next', 'previous', 'results']);
    expect(json).toMatchObject({ previous: null, results: [{ id: 1 }, { id: 2 }] });
    expect(json.next).toMatch(/^[\w-]+$/);
  });

  it('go there and back again', async () => {
    const first = await api.get('/events?ordering=-size');
    const second = await api.get(`/events?ordering=-size&cursor=${first.json.next}`);
    const third = await api.get(`/events?ordering=-size&cursor=${second.json.next}`);
    const back = await api.get(`/events?ordering=-size&cursor=${third.json.previous}`);
    const start = await api.get(`/events?ordering=-size&cursor=${back.json.previous}`);

    const pages = [first, second, third, back, start].map((page) => listed(page, 'id'));
    expect(pages).toEqual([
      [1, 4],
      [7, 2],
      [5, 3],
      [7, 2],
      [1, 4],
    ]);
    expect(start.json.previous).toBeNull();
  });

  it('end without a next one, also where the last one is full', async () => {
    const full = await api.get('/events?page_size=5&size[isnull]=false');
    const empty = await api.get('/events?kind=x');

    expect(listed(full, 'id')).toEqual([1, 2, 4, 5, 7]);
    expect(full.json).toMatchObject({ next: null, previous: null });
    expect(empty.json).toEqual({ next: null, previous: null, results: [] });
  });

  it('have a last one, which leads back', async () => {
    const { last } = linksOf(await api.get('/events?ordering=size'));

    const end = await api.get(last!.pathAndQuery);
    const before = await api.get(`/events?ordering=size&cursor=${end.json.previous}`);

    expect([listed(end, 'id'), listed(before, 'id')]).toEqual([
      [3, 6],
      [7, 1],
    ]);
    expect(end.json.next).toBeNull();
  });

  it('may change their size on the way', async () => {
    const first = await api.get('/events?page_size=1');

    const second = await api.get(`/events?page_size=4&cursor=${first.json.next}`);

    expect(listed(second, 'id')).toEqual([2, 3, 4, 5]);
  });

  it('have the same as URLs in the Link header', async () => {
    const { json } = await api.get('/events');

    const answer = await api.get(`/events?x=%26&cursor=${json.next}`);

    const links = linksOf(answer);
    expect(Object.keys(links)).toEqual(['first', 'prev', 'next', 'last']);
    expect(links.first!.url).toBe(`${api.url}/events?x=%26`);
    expect(links.next!.query.get('cursor')).toBe(answer.json.next);
    expect(links.prev!.query.get('cursor')).toBe(answer.json.previous);
    expect(links.prev!.query.get('x')).toBe('&');
  });

  it('are equal byte for byte where nothing changed', async () => {
    const { json } = await api.get('/events');

    const pages = [1, 2, 3].map(() => api.get(`/events?cursor=${json.next}`));

    const texts = (await Promise.all(pages)).map(({ text }) => text);
    expect(new Set(texts).size).toBe(1);
  });

  it('end with a reason where a row has values too long for a cursor', async () => {
    const endless = await startApi(server, { endpoints: [Happening] });
    await fill(endless, '/events', [
      { kind: 'a', size: 1 },
      { kind: `b${'x'.repeat(12_000)}`, size: 1 },
      { kind: 'c', size: 1 },
    ]);

    const [byKind, byKey] = [
      await endless.get('/events?ordering=kind'),
      await endless.get('/events'),
    ];
    const first = await endless.get('/events?ordering=kind&page_size=1');
    const beginning = await endless.get(
      `/events?ordering=kind&page_size=2&cursor=${first.json.next}`,
    );
    await endless.stop();

    expect(byKind.status).toBe(400);
    expect(byKind.json.detail).toMatch(/^ordering: a row has values too long/);
    expect(beginning).toMatchObject({ status: 400, json: { detail: byKind.json.detail } });
    expect(byKey.status).toBe(200);
  });

  it('have no count, and apply no preference of one', async () => {
    const answer = await api.get('/events', { prefer: 'count=exact' });

    expect(answer.json).not.toHaveProperty('count');
    expect(answer.headers.get('preference-applied')).toBeNull();
  });

  it.each([
    ['page=1', `page: this collection is paged by 'cursor'`],
    ['page_size=6', 'page_size: at most 5'],
    ['page_size=0', 'page_size: a positive integer was expected'],
    ['cursor=a&cursor=a', 'cursor: it was given more than once'],
  ])('refuse %s', async (query, detail) => {
    expect(await api.get(`/events?${query}`)).toMatchObject({ status: 400, json: { detail } });
  });

  describe('refuse a cursor', () => {
    it.each([
      ['that is empty', () => ''],
      ['that is no base64url', () => 'ä/+!'],
      ['that is text', () => 'hello'],
      ['as LightAPI made them', () => Buffer.from('{"id":1}').toString('base64url')],
      ['that is cut off', (cursor: string) => cursor.slice(0, -1)],
      ['that is cut in half', (cursor: string) => cursor.slice(0, cursor.length / 2)],
      ['that is longer', (cursor: string) => `${cursor}A`],
      ['with another spelling', (cursor: string) => `${cursor}==`],
      [
        'in standard base64',
        (cursor: string) => Buffer.from(cursor, 'base64url').toString('base64') + '=',
      ],
      ['of a megabyte, nearly', () => 'A'.repeat(14_000)],
    ])('%s', async (_what, spoil) => {
      const { json } = await api.get('/events');

      const cursor = spoil(json.next as string);
      await expectRefusal(
        api,
        `/events?cursor=${encodeURIComponent(cursor).replaceAll('%25', '%')}`,
      );
    });

    it('of which any one bit was turned', async () => {
      const { json } = await api.get('/events');
      const bytes = Buffer.from(json.next as string, 'base64url');

      const answers = await Promise.all(
        [...bytes.keys()].map((at) => {
          const turned = Buffer.from(bytes);
          turned[at]! ^= 1;
          return api.get(`/events?cursor=${turned.toString('base64url')}`);
        }),
      );

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    });

    it.each([
      ['other filters', '/events?kind=a', '/events?kind=b'],
      ['no filter', '/events?kind=a', '/events?'],
      ['another operator', '/events?size[gte]=1', '/events?size[gt]=1'],
      ['another search', '/events?search=a', '/events?search=A'],
      ['another ordering', '/events?ordering=size', '/events?ordering=-size'],
      ['other nulls', '/events?ordering=size', '/events?ordering=size.nullsfirst'],
      ['no ordering', '/events?ordering=size', '/events?'],
      ['another value of a filter backend', '/young?days=3', '/young?days=4'],
      ['another endpoint', '/events?', '/other-events?'],
    ])('of %s', async (_what, from, to) => {
      const { json } = await api.get(from);

      await expectRefusal(api, `${to}&cursor=${json.next}`);
    });
  });

  it('belong to a question, however its parameters are arranged', async () => {
    const { json } = await api.get('/events?kind=a&size[gte]=1&search=a');

    const answer = await api.get(`/events?x=y&search=a&size[gte]=1&cursor=${json.next}&kind=a`);

    expect(listed(answer, 'id')).toEqual([4, 5]);
  });

  it('belong to what a filter backend was asked, not to what it made of it', async () => {
    const { json } = await api.get('/young?days=3');

    const answer = await api.get(`/young?days=3&cursor=${json.next}`);

    expect(listed(answer, 'id')).toEqual([3, 4]);
  });

  it('work where the key is hidden, and tell it nobody', async () => {
    const made = await fill(api, '/discreet', [{ kind: 'same' }, { kind: 'same' }]);
    const keys = made.map(({ json }) => json.id as string);

    const first = await api.get('/discreet?ordering=kind');
    const second = await api.get(`/discreet?ordering=kind&cursor=${first.json.next}`);

    expect([first.json.results, second.json.results]).toEqual([[KIND], [KIND]]);
    expect(second.json.next).toBeNull();
    const told = Buffer.from(first.json.next as string, 'base64url');
    for (const key of keys) {
      expect(told.includes(key)).toBe(false);
      expect(told.includes(Buffer.from(key.replaceAll('-', ''), 'hex'))).toBe(false);
    }
    expect(told.includes('same')).toBe(false);
  });
});

const KIND = { kind: 'same' };

async function expectRefusal(api: ApiClient, path: string) {
  const answer = await api.get(path);

  expect(answer).toMatchObject({
    status: 400,
    json: { detail: 'cursor: it is none of this collection with these filters and this ordering' },
  });
}

const SECRET = 'a secret of at least thirty-two characters';

describe('the secret of cursors', () => {
  it.each([
    ['the database', {}, {}],
    ['cursorSecret', { cursorSecret: SECRET }, { cursorSecret: SECRET }],
  ])('is shared by two applications with the same %s', async (_what, one, other) => {
    const [from, to] = await twoApplications(one, other);

    const { json } = await from.get('/events');
    const answer = await to.get(`/events?cursor=${json.next}`);

    expect(listed(answer, 'id')).toEqual([3, 4]);
  });

  it.each([
    ['another cursorSecret', { cursorSecret: SECRET }, { cursorSecret: `${SECRET}!` }],
    ['none of its own', { cursorSecret: SECRET }, {}],
  ])('is not shared with one that has %s', async (_what, one, other) => {
    const [from, to] = await twoApplications(one, other);

    const { json } = await from.get('/events');

    await expectRefusal(to, `/events?cursor=${json.next}`);
  });
});

/** Two applications on one database. */
async function twoApplications(...options: [object, object]) {
  const database = await freshDatabase(SQLITE);
  const start = (own: object) =>
    startNest({ imports: [LightApiModule.forRoot({ database, endpoints: ENDPOINTS, ...own })] });
  const apis = [await start(options[0]), await start(options[1])] as const;
  await fill(apis[0], '/events', EVENTS);
  return apis;
}

describe('cursors over what SQLite holds in columns of any type', () => {
  it.each<[type: string, values: string[]]>([
    ['real', ['-9e999', '1', '9e999', '2']],
    ['text', [`x'00'`, `'a'`, `x'01'`, `'b'`]],
    ['numeric', ['9007199254740993', '9007199254740995', '1.5', '9007199254740994']],
    ['integer', [`x'00'`, '2', `'word'`, '9007199254740993']],
    ...['datetime', 'date', 'time', 'boolean', 'decimal(10,2)'].map((type): [string, string[]] => [
      type,
      ['1700000000000000003', '1700000000000000001', 'null', '1700000000000000002'],
    ]),
    [
      'text',
      [`'z'`, ...['e8', 'ea', 'e9'].map((byte) => `cast(x'6361${byte}' as text)`), `'ca\uFFFD'`],
    ],
  ])('of %s come to the end, each row once', async (type, values) => {
    const rows = values.map((value, at) => `insert into odd values (${at + 1}, ${value});`);
    const tables = `create table odd (id integer primary key, k ${type}); ${rows.join('\n')}`;
    @Endpoint('/odd', {
      ...{ table: 'odd', reflect: true },
      ...{ filtering: { ordering: ['k'] }, pagination: { style: 'cursor', pageSize: 1 } },
    })
    class Odd extends RestEndpoint {}
    const endpoints = [Odd];
    const api = await serveTables(SQLITE!, { SQLite: tables, PostgreSQL: '' }, { endpoints });

    for (const ordering of ['k', '-k', 'id']) {
      const { results } = (await api.get(`/odd?ordering=${ordering}&page_size=9`)).json as Page;
      expect(await walked(api, `/odd?ordering=${ordering}`, values.length)).toEqual(results);
    }
  });
});

it('a cursor says that it can not go on from a key of SQLite that is no UTF-8', async () => {
  const SQLite = `create table latin (s text primary key not null);
    insert into latin values ('a'), (cast(x'e9' as text)), (cast(x'ea' as text))`;
  @Endpoint('/latin', {
    ...{ table: 'latin', reflect: true, pagination: { style: 'cursor', pageSize: 1 } },
  })
  class Latin extends RestEndpoint {}
  const tables = { SQLite, PostgreSQL: '' };
  const api = await serveTables(SQLITE!, tables, { endpoints: [Latin] });
  const { results, next } = (await api.get('/latin')).json as Page;
  expect(results).toEqual([{ s: 'a' }]);

  const { status, json } = await api.get(`/latin?cursor=${String(next)}`);

  expect(status).toBe(400);
  expect(json).toEqual({
    detail: 'ordering: a row has a value that can not be gone on from; order by other fields',
  });
});

describe('what SQLite holds beyond the integers of JavaScript', () => {
  it('is shown with all its digits, whatever the column is declared as', async () => {
    const digits = '1700000000000000003';
    const SQLite = `create table odd (id integer primary key, a datetime, b date, c time, d boolean, e decimal(10,0));
      insert into odd values (1${`, ${digits}`.repeat(5)})`;
    @Endpoint('/odd', { table: 'odd', reflect: true })
    class Odd extends RestEndpoint {}
    const api = await serveTables(SQLITE!, { SQLite, PostgreSQL: '' }, { endpoints: [Odd] });

    const { json } = await api.get('/odd/1');

    expect(json).toEqual({ id: 1, a: digits, b: digits, c: digits, d: digits, e: digits });
  });
});

interface Page {
  readonly results: readonly object[];
  readonly next: string | null;
}

/** All that pages show, of so many that there has to be an end. */
async function walked(api: ApiClient, path: string, most: number): Promise<object[]> {
  const rows: object[] = [];
  let query = '';
  for (let page = 0; page <= most; page += 1) {
    const { results, next } = (await api.get(`${path}${query}`)).json as Page;
    rows.push(...results);
    if (next === null) break;
    query = `&cursor=${encodeURIComponent(next)}`;
  }
  return rows;
}
