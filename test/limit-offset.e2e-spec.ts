import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApi,
  RestEndpoint,
} from '../lib/index.js';
import { fill, linksOf, listed } from './support/collections.js';
import { describeOnEachDatabase, serve } from './support/nest-app.js';
import { startApi, type TestApi } from './support/servers.js';

const slices = { style: 'limit_offset', pageSize: 3, maxPageSize: 5, maxOffset: 100 } as const;

@Endpoint('/slices', {
  table: 'slices',
  filtering: { fields: ['name'], search: ['name'], ordering: ['name'] },
  pagination: slices,
})
class Slice extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/strict-slices', { table: 'slices', filtering: { strict: true }, pagination: slices })
class StrictSlice extends Slice {}

const CREDIT = { limit: 500, offset: 7 };

@Endpoint('/credits', {
  filtering: { fields: ['limit', 'offset'] },
  pagination: { style: 'page_number', pageSize: 1 },
})
class Credit extends RestEndpoint {
  @Field()
  limit!: number;

  @Field()
  offset!: number;
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describeOnEachDatabase('pages by offset', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(server, { endpoints: [Slice, StrictSlice] });
    await fill(
      api,
      '/slices',
      NAMES.map((name) => ({ name })),
    );
  });
  afterAll(() => api.stop());

  it.each<[string, string[], string | null, string | null]>([
    ['', ['a', 'b', 'c'], '?offset=3', null],
    ['?limit=2', ['a', 'b'], '?limit=2&offset=2', null],
    ['?offset=2&limit=2', ['c', 'd'], '?limit=2&offset=4', '?limit=2&offset=0'],
    ['?offset=1', ['b', 'c', 'd'], '?offset=4', '?offset=0'],
    ['?offset=6', ['g'], null, '?offset=3'],
    ['?offset=50', [], null, '?offset=6'],
  ])('of %j are %j, then %j, before them %j', async (query, names, next, previous) => {
    const answer = await api.get(`/slices${query}`);

    expect(listed(answer, 'name')).toEqual(names);
    expect(Object.keys(answer.json as object)).toEqual(['count', 'next', 'previous', 'results']);
    expect(answer.json).toMatchObject({ count: 7, next: full(next), previous: full(previous) });
  });

  it('lead from one to the next through every row once, and back', async () => {
    const walk = async (from: string, relation: 'next' | 'prev') => {
      const names: unknown[] = [];
      for (let path: string | undefined = from; path !== undefined;) {
        const answer = await api.get(path);
        names.push(...listed(answer, 'name'));
        path = linksOf(answer)[relation]?.pathAndQuery;
      }
      return names;
    };

    expect(await walk('/slices?limit=2&ordering=-name', 'next')).toEqual([...NAMES].reverse());
    expect(await walk('/slices?limit=2&offset=5', 'prev')).toEqual(
      ['f', 'g', 'd', 'e', 'b', 'c', 'a', 'b'], // The first page has two rows, as all have.
    );
  });

  it('have the links of the envelope, first and last', async () => {
    const answer = await api.get('/slices?offset=3&name[ne]=x');

    const links = linksOf(answer);
    const offsets = Object.entries(links).map(([name, { query }]) => [name, query.get('offset')]);
    expect(Object.fromEntries(offsets)).toEqual({ first: '0', prev: '0', next: '6', last: '6' });
    expect([answer.json.next, answer.json.previous]).toEqual([links.next!.url, links.prev!.url]);
    expect(links.next!.query.get('name[ne]')).toBe('x');
  });

  it.each([
    ['limit=0', 'limit: a positive integer was expected'],
    ['limit=-1', 'limit: a positive integer was expected'],
    ['limit=', 'limit: a positive integer was expected'],
    ['limit=6', 'limit: at most 5'],
    ['limit=1&limit=2', 'limit: it was given more than once'],
    ['offset=-1', 'offset: an integer from 0 on was expected'],
    ['offset=01', 'offset: an integer from 0 on was expected'],
    ['offset=1e1', 'offset: an integer from 0 on was expected'],
    ['offset=', 'offset: an integer from 0 on was expected'],
    ['offset=101', 'offset: at most 100'],
    ['offset=9999999999999999999', 'offset: an integer from 0 on was expected'],
    ['offset=1&offset=2', 'offset: it was given more than once'],
    ['page=2', `page: this collection is paged by 'offset'`],
    ['cursor=x', `cursor: this collection is paged by 'offset'`],
  ])('of %s are a 400 that says: %s', async (query, detail) => {
    const answer = await api.get(`/slices?${query}`);

    expect([answer.status, answer.json.detail]).toEqual([400, detail]);
  });

  it('are had of a strict collection, which knows the parameters', async () => {
    const answer = await api.get('/strict-slices?limit=1&offset=1');

    expect(listed(answer, 'name')).toEqual(['b']);
    expect((await api.get('/strict-slices?page_size=1')).status).toBe(400);
  });

  it('are counted as Prefer asks', async () => {
    const answer = await api.get('/slices', { prefer: 'count=none' });

    expect(answer.json).toMatchObject({ count: null, next: full('?offset=3'), previous: null });
    expect(answer.headers.get('preference-applied')).toBe('count=none');
    expect(Object.keys(linksOf(answer))).toEqual(['first', 'next']);
  });

  function full(query: string | null): string | null {
    return query === null ? null : `${api.url}/slices${query}`;
  }
});

describeOnEachDatabase('pages of the other styles', (server) => {
  it('know no offset', async () => {
    @Endpoint('/walks', { table: 'slices', pagination: { style: 'cursor' } })
    class Walked extends Slice {}
    const api = await serve(server, { endpoints: [Walked] });
    await fill(api, '/walks', [{ name: 'a' }]);

    expect(listed(await api.get('/walks?offset=2'), 'name')).toEqual(['a']);
  });

  it('can be filtered by fields called as the parameters of this one', async () => {
    const api = await serve(server, { endpoints: [Credit] });
    await fill(api, '/credits', [CREDIT, { limit: 9, offset: 9 }]);

    const found = await api.get('/credits?offset=7&limit=500');

    expect(found.json).toMatchObject({ count: 1, results: [CREDIT] });
  });
});

describeOnEachDatabase('a cache of pages by offset', (server) => {
  it('keeps each page and each way of counting apart', async () => {
    const cache = { ttl: 60 };
    @Endpoint('/kept', { table: 'slices', cache, pagination: slices })
    class Kept extends Slice {}
    const api = await serve(server, { endpoints: [Kept] });
    await fill(
      api,
      '/kept',
      NAMES.map((name) => ({ name })),
    );
    const ask = async () => [
      await api.get('/kept?limit=1'),
      await api.get('/kept?limit=1&offset=1'),
      await api.get('/kept?limit=2'),
      await api.get('/kept?limit=1', { prefer: 'count=none' }),
    ];

    await ask();
    const answers = await ask();

    expect(answers.map((answer) => listed(answer, 'name'))).toEqual([
      ['a'],
      ['b'],
      ['a', 'b'],
      ['a'],
    ]);
    expect(answers.map(({ json }) => json.count as unknown)).toEqual([7, 7, 7, null]);
    expect(answers.map(({ headers }) => headers.get('vary'))).toEqual(answers.map(() => 'Prefer'));
    expect(answers[0]!.headers.get('cache-status')).toContain('hit');
  });
});

describe('limit_offset', () => {
  it('is chosen in a configuration file, and told in the document', async () => {
    const api = await LightApi.fromObject({
      database: { url: 'sqlite::memory:' },
      openapi: true,
      endpoints: [
        {
          route: '/notes',
          fields: { text: { type: 'str' } },
          meta: { pagination: { style: 'limit_offset', page_size: 2, max_page_size: 4 } },
        },
      ],
    });
    const app = await api.buildApp();
    const asked = await app.inject({ url: '/openapi.json' });
    const answer = await app.inject({ url: '/notes?limit=1' });
    await app.close();

    const document = asked.json();
    const parameters = document.paths['/notes'].get.parameters;
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: 'limit',
        schema: { type: 'integer', minimum: 1, maximum: 4, default: 2 },
      }),
    );
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: 'offset',
        schema: { type: 'integer', minimum: 0, maximum: 1_000_000, default: 0 },
      }),
    );
    expect(answer.json()).toEqual({ count: 0, next: null, previous: null, results: [] });
  });

  it('gives programs pages whose links are queries', async () => {
    const api = LightApi.create({ database: 'sqlite::memory:', endpoints: [Slice] });
    const app = await api.buildApp();
    const service = app.get<EndpointService<Slice>>(getEndpointToken(Slice));
    for (const name of NAMES) await service.create({ name });

    const page = await service.list({ query: { limit: 2, offset: 2 } });
    await app.close();

    expect(page).toMatchObject({
      count: 7,
      next: '?limit=2&offset=4',
      previous: '?limit=2&offset=0',
    });
  });
});
