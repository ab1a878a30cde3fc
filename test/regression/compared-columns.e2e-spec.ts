import { QueryOrder } from '@mikro-orm/core';
import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from '../support/nest-app.js';

const BEYOND = 9_007_199_254_740_993n;
const TOTALS = [-BEYOND, 5n, 9n, 10n, 100n, BEYOND];

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ type: 'bigint' })
  total!: bigint;

  @Field({ type: 'json' })
  notes!: unknown;
}

/** Of who may see only so much, and of that the most. */
@Endpoint('/best-books', { table: 'books', methods: ['GET'] })
class BestBook extends RestEndpoint {
  @Field({ type: 'bigint' })
  total!: bigint;

  override scope({ headers }: LightApiRequest) {
    return { total: { $lte: BigInt(String(headers['x-level'])) } };
  }

  override queryset() {
    return this.em
      .createQueryBuilder(BestBook)
      .orderBy({ total: QueryOrder.DESC })
      .limit(2);
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

  it('compare numbers in a scope, and in the order of a builder', async () => {
    const { api } = await start(server);

    const { results } = (await api.get('/best-books', { 'x-level': '10' })).json();

    expect(results.map(({ total }: { total: string }) => total)).toEqual(['9', '10']);
  });

  it('still compare the text of a json', async () => {
    const { books } = await start(server);

    const { results } = await books.list({ where: { notes: { at: '10' } } as never });

    expect(results.map((book) => book.total)).toEqual([10n]);
  });
});
