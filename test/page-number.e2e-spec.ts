import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import { fill, linksOf, listed } from './support/collections.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  type NestApi,
  serve,
  startNest,
} from './support/nest-app.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';
import { insertMany, runSql } from './support/sql.js';

const [SQLITE, POSTGRES] = SERVERS;

@Endpoint('/pages', {
  filtering: { fields: ['name'], search: ['name'], ordering: ['name'] },
  pagination: { style: 'page_number', pageSize: 3, maxPageSize: 5, maxOffset: 100 },
})
class Numbered extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/uncounted', {
  table: 'numbereds',
  pagination: { style: 'page_number', pageSize: 3, count: 'none' },
})
class Uncounted extends Numbered {}

const NAMES = ['a&b=c d', 'b', 'b', 'b', 'b', 'b', 'é/%+"<>'];

describeOnEachDatabase('pages by number', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Numbered, Uncounted] });
    await fill(
      api,
      '/pages',
      NAMES.map((name) => ({ name })),
    );
  });
  afterAll(async () => {
    await api.stop();
  });

  it('have an envelope of count, pages, next, previous and results, in this order', async () => {
    const { json } = await api.get('/pages?page=2');

    expect(Object.keys(json as object)).toEqual(['count', 'pages', 'next', 'previous', 'results']);
    expect(json).toMatchObject({
      count: 7,
      pages: 3,
      next: `${api.url}/pages?page=3`,
      previous: `${api.url}/pages?page=1`,
      results: [{ id: 4 }, { id: 5 }, { id: 6 }],
    });
  });

  it.each([
    ['', null, '?page=2', [1, 2, 3]],
    ['?page=1', null, '?page=2', [1, 2, 3]],
    ['?page=3', '?page=2', null, [7]],
    ['?page_size=5', null, '?page_size=5&page=2', [1, 2, 3, 4, 5]],
    ['?page_size=5&page=2', '?page_size=5&page=1', null, [6, 7]],
    ['?page_size=1&page=7', '?page_size=1&page=6', null, [7]],
    ['?name=b&page_size=5', null, null, [2, 3, 4, 5, 6]],
    ['?name=x', null, null, []],
    ['?page=4', '?page=3', null, []],
    ['?page=34', '?page=3', null, []],
    ['?name=x&page=2', null, null, []],
  ])('of %j lead to %j and %j', async (query, previous, next, ids) => {
    const answer = await api.get(`/pages${query}`);

    expect(listed(answer, 'id')).toEqual(ids);
    expect([answer.json.previous, answer.json.next]).toEqual([full(previous), full(next)]);
  });

  it.each([
    ['?name=b', 5, 2],
    ['?search=B', 6, 2],
    ['?name=x', 0, 0],
    ['?page_size=4', 7, 2],
  ])('of %s count what is left: %i rows, %i pages', async (query, count, pages) => {
    expect((await api.get(`/pages${query}`)).json).toMatchObject({ count, pages });
  });

  const NO_PAGES = [
    '0',
    '-1',
    '1.5',
    '1e0',
    '0x1',
    '01',
    '',
    ' ',
    'abc',
    '1,2',
    '9'.repeat(30),
    '٣',
  ];

  it.each(NO_PAGES)('refuse page=%j', async (page) => {
    const answer = await api.get(`/pages?page=${encodeURIComponent(page)}`);

    expect(answer).toMatchObject({
      status: 400,
      json: { detail: 'page: a positive integer was expected' },
    });
  });

  it.each([...NO_PAGES, '6', '999999999999999'])('refuse page_size=%j', async (size) => {
    const answer = await api.get(`/pages?page_size=${encodeURIComponent(size)}`);

    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(/^page_size: (a positive integer was expected|at most 5)$/);
  });

  it.each([
    ['page=35', 'page: at most 34'],
    ['page_size=5&page=22', 'page: at most 21'],
    ['page=999999999999999', 'page: at most 34'],
    ['page=1&page=2', 'page: it was given more than once'],
    ['page_size=1&page_size=1', 'page_size: it was given more than once'],
    ['cursor=abc', `cursor: this collection is paged by 'page'`],
  ])('refuse %s', async (query, detail) => {
    expect(await api.get(`/pages?${query}`)).toMatchObject({ status: 400, json: { detail } });
  });

  it.each(['limit=2', 'per_page=2', 'pagination=false', 'offset=1'])(
    'know no %s',
    async (query) => {
      expect(listed(await api.get(`/pages?${query}`), 'id')).toEqual([1, 2, 3]);
    },
  );

  describe('in the Link header', () => {
    it.each([
      ['', { first: 1, next: 2, last: 3 }],
      ['?page=2', { first: 1, prev: 1, next: 3, last: 3 }],
      ['?page=3', { first: 1, prev: 2, last: 3 }],
      ['?page=9', { first: 1, prev: 3, last: 3 }],
      ['?name=x', { first: 1 }],
    ])('of %j are %j', async (query, pages) => {
      const links = linksOf(await api.get(`/pages${query}`));

      const told = Object.entries(links).map(([name, link]) => [
        name,
        Number(link.query.get('page')),
      ]);
      expect(Object.fromEntries(told)).toEqual(pages);
    });

    it('keep every other parameter, however odd', async () => {
      const sent = [
        ['name', NAMES[0]!],
        ['name', NAMES[6]!],
        ['x[y]', '>; rel="next", <https://evil.example/>'],
        ['empty', ''],
        ['page_size', '1'],
      ];
      const query = sent.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');

      const { next } = linksOf(await api.get(`/pages?page=1&${query}`));

      expect([...next!.query]).toEqual([...sent, ['page', '2']]);
      expect(listed(await api.get(next!.pathAndQuery))).toEqual([NAMES[6]]);
    });

    it('are those of the envelope', async () => {
      const answer = await api.get('/pages?page=2&name[ne]=%26');

      const { next, prev } = linksOf(answer);
      expect([answer.json.next, answer.json.previous]).toEqual([next!.url, prev!.url]);
    });
  });

  describe('with Prefer', () => {
    it.each([
      ['count=none', null, null, 'count=none'],
      ['count=exact', 7, 3, 'count=exact'],
      ['count=estimated', 7, 3, 'count=exact'],
      ['respond-async, count=none', null, null, 'count=none'],
      ['count="none"; strict', null, null, 'count=none'],
      ['COUNT=None', null, null, 'count=none'],
      ['count=none, count=exact', null, null, 'count=none'],
      ['count=all', 7, 3, null],
      ['count', 7, 3, null],
      ['=;,=', 7, 3, null],
    ])('%s have the count %j', async (prefer, count, pages, applied) => {
      const answer = await api.get('/pages', { prefer });

      expect(answer.json).toMatchObject({ count, pages });
      expect(answer.headers.get('preference-applied')).toBe(applied);
    });

    it('count=none still lead to the next page, and to no last one', async () => {
      const answer = await api.get('/pages?page=2', { prefer: 'count=none' });

      expect(Object.keys(linksOf(answer))).toEqual(['first', 'prev', 'next']);
      expect(answer.json.next).toBe(full('?page=3'));
    });

    it.each([{}, { prefer: 'count=none' }, { 'if-none-match': '*' }])(
      'are what the answer depends on, as it says itself: %j',
      async (headers) => {
        const answer = await api.get('/pages', headers);

        expect(answer.headers.get('vary')).toBe('Prefer');
      },
    );

    it('count=exact are counted where the endpoint counts none', async () => {
      const uncounted = await api.get('/uncounted');
      const counted = await api.get('/uncounted', { prefer: 'count=exact' });

      expect([uncounted.json.count, counted.json.count]).toEqual([null, 7]);
      expect(uncounted.headers.get('preference-applied')).toBeNull();
    });
  });

  function full(query: string | null): string | null {
    return query === null ? null : `${api.url}/pages${query}`;
  }
});

describe.skipIf(POSTGRES!.missing)('an estimated count on PostgreSQL', () => {
  it('is told as such, leads to no last page, and keeps to the filters', async () => {
    const api = await numberedApi(POSTGRES);
    await insertMany(api.database, 'numbereds', 3000, { name: `'n' || i` });
    await runSql(api.database, 'analyze');

    const all = await api.get('/pages', { prefer: 'count=estimated' });
    const few = await api.get('/pages?name=n7', { prefer: 'count=estimated' });

    expect(all.json.count).toBeGreaterThan(2500);
    expect(all.json.count).toBeLessThan(3500);
    expect(all.headers.get('preference-applied')).toBe('count=estimated');
    expect(linksOf(all)).not.toHaveProperty('last');
    expect(few.json.count).toBe(1);
    expect(few.headers.get('preference-applied')).toBe('count=exact');
  });

  it.each([
    ['name[in]=n1,n2,n3,n4,n5', 1250],
    ['name[in]=n1,n1,n2,n2,n3,n4,n5,n5', 1250],
    ['name[nin]=n1,n2,n3,n4,n5', 1750],
  ])('of %s expects each value once', async (query, count) => {
    const api = await numberedApi(POSTGRES);
    await insertMany(api.database, 'numbereds', 3000, { name: `'n' || i % 12` });
    await runSql(api.database, 'analyze');

    const { json } = await api.get(`/pages?${query}`, { prefer: 'count=estimated' });

    expect(Math.abs((json.count as number) - count)).toBeLessThan(100);
  });
});

describe('the URLs of pages', () => {
  it('begin with publicUrl where there is one, whatever the request says', async () => {
    const api = await numberedApi(SQLITE, { publicUrl: 'https://api.example.com/v1' });

    const answer = await api.get('/pages', { 'x-forwarded-host': 'evil.example' });

    expect(linksOf(answer).first!.url).toBe('https://api.example.com/v1/pages?page=1');
  });

  it('and of new resources begin with publicUrl', async () => {
    const api = await numberedApi(SQLITE, { publicUrl: 'https://api.example.com/v1' });

    const made = await api.post('/pages', { name: 'new' });

    expect(made.headers.get('location')).toBe(
      `https://api.example.com/v1/pages/${made.json.id as number}`,
    );
  });

  it.each([
    ['a"><script>alert(1)</script>', /^\/pages\?page=2$/],
    ['a b', /^\/pages\?page=2$/],
    ['user@evil.example', /^\/pages\?page=2$/],
    ['evil.example/x?', /^\/pages\?page=2$/],
    ['a:99999999', /^\/pages\?page=2$/],
    ['[::1]:8000', /^http:\/\/\[::1\]:8000\/pages\?page=2$/],
    ['api.example.com', /^http:\/\/api\.example\.com\/pages\?page=2$/],
  ])('of the Host header %j are safe', async (host, url) => {
    const api = await numberedApi(SQLITE);

    const { body, head } = await raw(api, `GET /pages HTTP/1.1\r\nhost: ${host}`);

    expect(JSON.parse(body).next).toMatch(url);
    expect(head).not.toMatch(/script|@|99999999/);
  });

  it('are those of the application where a request names the whole URL', async () => {
    const api = await numberedApi(SQLITE);

    const { body } = await raw(
      api,
      `GET http://evil.example/pages?name[ne]=x HTTP/1.1\r\nhost: api.example.com`,
    );
    const made = await raw(
      api,
      'POST http://evil.example/pages HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 12',
      '{"name":"x"}',
    );

    expect(JSON.parse(body).next).toBe('http://api.example.com/pages?name%5Bne%5D=x&page=2');
    expect(made.head).toMatch(/\r\nlocation: \/pages\/\d+\r\n/i);
  });

  it('ignore X-Forwarded-* of a proxy that the application does not trust', async () => {
    const api = await numberedApi(SQLITE);

    const answer = await api.get('/pages', FORWARDED);

    expect(answer.json.next).toBe(`${await api.app.getUrl()}/pages?page=2`);
  });

  it('follow X-Forwarded-* of a proxy that it trusts', async () => {
    const api = await numberedApi(SQLITE, {}, new FastifyAdapter({ trustProxy: true }));

    const answer = await api.get('/pages', FORWARDED);

    expect(answer.json.next).toBe('https://api.example.com:8443/pages?page=2');
  });

  it.each([
    ['x-forwarded-proto', 'javascript:alert(1)//'],
    ['x-forwarded-proto', 'http://evil.example/>; rel="next", <x'],
    ['x-forwarded-host', 'evil.example/>; rel="next", <x'],
  ])('stay URLs whatever a careless proxy forwards as %s: %s', async (name, value) => {
    const api = await numberedApi(SQLITE, {}, new FastifyAdapter({ trustProxy: true }));

    const answer = await api.get('/pages', { [name]: value });

    expect(Object.keys(linksOf(answer))).toEqual(['first', 'next', 'last']);
    expect(answer.json.next).toMatch(/^(https?:\/\/[\w.:]+)?\/pages\?page=2$/);
  });
});

const FORWARDED = {
  'x-forwarded-host': 'api.example.com:8443',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '10.0.0.1',
};

@Endpoint('/whole', { table: 'wholes', filtering: { fields: ['name'] } })
class Whole extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/hooked', { table: 'wholes' })
class HookedWhole extends Whole {
  override async list(request: LightApiRequest) {
    const { results } = await super.list(request);
    return { results, extra: results.length };
  }
}

describeOnEachDatabase('a collection without pages', (server) => {
  it('has at most maxResults rows, and says where there are more', async () => {
    const api = await serve(server, { endpoints: [Whole, HookedWhole], maxResults: 3 });
    await fill(
      api,
      '/whole',
      ['a', 'b', 'c', 'd'].map((name) => ({ name })),
    );

    const cut = [await api.get('/whole?page_size=9&limit=9'), await api.get('/hooked')];
    const entire = await api.get('/whole?name[ne]=d');

    expect(cut.map((answer) => listed(answer, 'id'))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(cut.map(({ headers }) => headers.get('x-results-truncated'))).toEqual(['3', '3']);
    expect(entire.headers.get('x-results-truncated')).toBeNull();
    expect(entire.text).toMatch(/^\{"results":\[.*\]\}$/);
    expect(entire.headers.get('link')).toBeNull();
  });

  it('has at most 1000 rows unless the options say otherwise', async () => {
    const api = await numberedApi(server);
    await insertMany(api.database, 'numbereds', 1005, { name: `'n'` });

    const answer = await api.get('/plain');

    expect(listed(answer)).toHaveLength(1000);
    expect(answer.headers.get('x-results-truncated')).toBe('1000');
  });
});

@Endpoint('/plain', { table: 'numbereds' })
class Plain extends Numbered {}

async function numberedApi(server = SQLITE, options = {}, adapter = new FastifyAdapter()) {
  const database = await freshDatabase(server);
  const endpoints = [Numbered, Plain];
  const module = LightApiModule.forRoot({ database, endpoints, ...options });
  const api = await startNest({ imports: [module] }, { adapter });
  await fill(
    api,
    '/pages',
    NAMES.slice(0, 5).map((name) => ({ name })),
  );
  return Object.assign(api, { database });
}

/** An answer to bytes. */
async function raw({ app }: NestApi, head: string, body = '') {
  const { hostname, port } = new URL(await app.getUrl());
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\nconnection: close\r\n\r\n${body}`, 'latin1');
  const [answered = '', json = ''] = (await text(socket)).split('\r\n\r\n');
  return { head: answered, body: json };
}
