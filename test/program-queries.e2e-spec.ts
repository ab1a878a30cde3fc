import { expect, it } from 'vitest';

import type { QueryBuilder, SqlEntityManager } from '@mikro-orm/sql';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  MalformedRequestError,
  RestEndpoint,
} from '../lib/index.js';
import { fill, listed } from './support/collections.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import type { TestServer } from './support/servers.js';

const filtering = { fields: ['name', 'price'], search: ['name'], ordering: ['price'] };

abstract class Owned extends RestEndpoint {
  @Field()
  name!: string;

  @Field({ type: 'decimal', scale: 2 })
  price!: string;

  @Field()
  owner!: string;
}

@Endpoint('/free', { table: 'owned', filtering, pagination: { style: 'page_number', pageSize: 2 } })
class Free extends Owned {}

/** Rows of an owner, of which the collection shows those with a price. */
@Endpoint('/scoped', {
  table: 'owned',
  filtering,
  pagination: { style: 'page_number', pageSize: 2 },
})
class Scoped extends Owned {
  override scope({ headers }: LightApiRequest) {
    return { owner: headers['x-owner'] };
  }

  override queryset() {
    return (this.em as SqlEntityManager)
      .createQueryBuilder(entityOf(Scoped))
      .where({ price: { $gt: '0.00' } } as object)
      .orderBy({ price: 'desc' } as object) as unknown as QueryBuilder;
  }
}

@Endpoint('/walked', { table: 'owned', filtering, pagination: { style: 'cursor', pageSize: 2 } })
class Walked extends Scoped {}

@Endpoint('/plain', { table: 'owned', filtering: { ...filtering, strict: true } })
class Plain extends Owned {}

/** Ids 1 to 7. */
const ROWS = [
  { name: 'a', price: '3.00', owner: 'ann' },
  { name: 'b', price: '1.00', owner: 'ann' },
  { name: 'c', price: '0.00', owner: 'ann' },
  { name: 'd', price: '9.00', owner: 'ben' },
  { name: 'e & f', price: '2.00', owner: 'ann' },
  { name: 'e & f', price: '2.00', owner: 'ben' },
  { name: 'g', price: '10.00', owner: 'ann' },
];
const ANN = { 'x-owner': 'ann' };

describeOnEachDatabase('a list for programs', (server) => {
  it.each([
    ['a text', 'price[gte]=3&ordering=-price'],
    ['a text with its question mark', '?price[gte]=3&ordering=-price'],
    ['an object', { 'price[gte]': 3, ordering: '-price' }],
  ])('takes its query as %s', async (_what, query) => {
    const { free } = await services(server);

    const { results, count, pages } = await free.list({ query });

    expect(results.map(({ price }) => price)).toEqual(['10.00', '9.00']);
    expect([count, pages]).toEqual([3, 2]);
  });

  it('repeats a parameter for each value of a list', async () => {
    const { free } = await services(server);

    const { results } = await free.list({ query: { name: ['a', 'e & f'], page_size: 5 } });

    expect(results.map(({ id }) => id)).toEqual([1, 5, 6]);
  });

  it('goes from page to page by the queries that it gives', async () => {
    const { free } = await services(server);

    const first = await free.list({ query: { name: ['e & f', 'a'] } });
    const second = await free.list({ query: first.next! });

    expect([first.previous, second.next]).toEqual([null, null]);
    expect(second.results.map(({ id }) => id)).toEqual([6]);
  });

  it('counts as it is told', async () => {
    const { free } = await services(server);

    expect(await free.list({ count: 'none' })).toMatchObject({ count: null, pages: null });
  });

  it('goes by cursor', async () => {
    const { walked } = await services(server);
    const query = { ordering: 'price', page_size: 4 };

    const first = await walked.unscoped.list({ query });
    const second = await walked.unscoped.list({ query: { ...query, cursor: first.next! } });

    expect(first.results.map(({ id }) => id)).toEqual([3, 2, 5, 6]);
    expect(second.results.map(({ id }) => id)).toEqual([1, 4, 7]);
  });

  it.each([{ price: 'x' }, { prize: 1 }, { ordering: 'name' }])(
    'refuses what HTTP refuses: %j',
    async (query) => {
      const { plain } = await services(server);

      await expect(plain.list({ query })).rejects.toBeInstanceOf(MalformedRequestError);
    },
  );

  it("on nobody's behalf asks neither scope nor queryset", async () => {
    const { scoped } = await services(server);

    const { results, count } = await scoped.unscoped.list({ query: { name: ['c', 'd'] } });

    expect([results.length, count]).toEqual([2, 2]);
  });
});

describeOnEachDatabase('scope and queryset', (server) => {
  it.each([
    ['', [1, 2], 4],
    ['?page=2', [5, 7], 4],
    ['?ordering=-price', [7, 1], 4],
    ['?price[lt]=3', [2, 5], 2],
    ['?search=E', [5], 1],
    ['?name=c', [], 0],
    ['?name=d', [], 0],
  ])('go with %j, and with the count', async (query, ids, count) => {
    const { api } = await services(server);

    const answer = await api.get(`/scoped${query}`, ANN);

    expect(listed(answer, 'id')).toEqual(ids);
    expect(answer.json.count).toBe(count);
  });

  it.each(['exact', 'estimated', 'none'])('go with count=%s', async (mode) => {
    const { api } = await services(server);

    const answer = await api.get('/scoped?price[lt]=3', { ...ANN, prefer: `count=${mode}` });

    expect(answer.json.count).toBe(mode === 'none' ? null : 2);
  });

  it('go with cursors, in both directions', async () => {
    const { api } = await services(server);

    const first = await api.get('/walked?ordering=-price', ANN);
    const second = await api.get(`/walked?ordering=-price&cursor=${first.json.next}`, ANN);
    const back = await api.get(`/walked?ordering=-price&cursor=${second.json.previous}`, ANN);

    expect([first, second, back].map((page) => listed(page, 'id'))).toEqual([
      [7, 1],
      [5, 2],
      [7, 1],
    ]);
    expect(second.json.next).toBeNull();
  });

  it('hold for a cursor that somebody else was given', async () => {
    const { api } = await services(server);
    const { json } = await api.get('/walked?ordering=-price', ANN);

    const answer = await api.get(`/walked?ordering=-price&cursor=${json.next}`, {
      'x-owner': 'ben',
    });

    expect(listed(answer, 'id')).toEqual([6]);
  });
});

async function services(server: TestServer) {
  const database = await freshDatabase(server);
  const endpoints = [Free, Scoped, Walked, Plain];
  const api = await startNest({ imports: [LightApiModule.forRoot({ database, endpoints })] });
  await fill(api, '/free', ROWS);
  const of = (endpoint: typeof Free | typeof Scoped) =>
    api.app.get<EndpointService<Free>>(getEndpointToken(endpoint));
  return { api, free: of(Free), scoped: of(Scoped), walked: of(Walked), plain: of(Plain) };
}
