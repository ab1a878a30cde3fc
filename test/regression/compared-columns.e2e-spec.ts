import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  entityOf,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from '../support/nest-app.js';
import type { TestServer } from '../support/servers.js';

const BEYOND = 9_007_199_254_740_993n;
const TOTALS = [-BEYOND, 5n, 9n, 10n, 100n, BEYOND];

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ type: 'bigint' })
  total!: bigint;

  @Field({ type: 'json' })
  notes!: unknown;
}

/** For who may see only so much. */
@Endpoint('/some-books', { table: 'books', methods: ['GET'] })
class SomeBook extends RestEndpoint {
  @Field({ type: 'bigint' })
  total!: bigint;

  override scope({ headers }: LightApiRequest) {
    return { total: { $lte: BigInt(String(headers['x-level'])) } };
  }
}

/** Integers were compared as texts, of which `10` is before `9`. */
describeOnEachDatabase('conditions of programs on a bigint', (server) => {
  it.each([
    [{ $gt: 9n }, [10n, 100n, BEYOND]],
    [{ $gte: 9n }, [9n, 10n, 100n, BEYOND]],
    [{ $lt: 10n }, [-BEYOND, 5n, 9n]],
    [{ $lte: 10n }, [-BEYOND, 5n, 9n, 10n]],
    [{ $in: [10n, BEYOND] }, [10n, BEYOND]],
    [{ $ne: BEYOND }, [-BEYOND, 5n, 9n, 10n, 100n]],
    [-BEYOND, [-BEYOND]],
  ])('compare numbers: %o', async (total, expected) => {
    const { books } = await start(server);

    const { results } = await books.list({ where: { total } });

    expect(results.map((book) => book.total)).toEqual(expected);
  });

  it('compare numbers in a scope', async () => {
    const { api } = await start(server);

    const { results } = (await api.get('/some-books', { 'x-level': '10' })).json;

    expect(results).toMatchObject(
      [-BEYOND, 5n, 9n, 10n].map((total) => ({ total: String(total) })),
    );
  });

  if (server.name === 'PostgreSQL')
    it('compare and order numbers of an entity manager', async () => {
      const { api } = await start(server);
      const found = await api.app
        .get(Transactions)
        .run((em) =>
          em.find(entityOf(Book), { total: { $gt: 9n } }, { orderBy: { total: 'desc' } }),
        );

      expect(found.map((book) => book.total)).toEqual([BEYOND, 100n, 10n]);
    });

  it('still compare the text of a json', async () => {
    const { books } = await start(server);

    const { results } = await books.list({ where: { notes: 'at 10' } });

    expect(results.map((book) => book.total)).toEqual([10n]);
  });
});

async function start(server: TestServer) {
  const database = await freshDatabase(server);
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Book, SomeBook] })],
  });
  const books = api.app.get<EndpointService<Book>>(getEndpointToken(Book));
  for (const total of TOTALS) await books.create({ total, notes: `at ${total}` });
  return { api, books };
}
