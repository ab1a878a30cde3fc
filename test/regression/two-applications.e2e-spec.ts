import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  RestEndpoint,
  Transactions,
  UniqueViolationError,
} from '../../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from '../support/nest-app.js';

@Endpoint('/orders')
class Order extends RestEndpoint {
  @Field()
  code!: string;
}

@Endpoint('/books', { cache: { ttl: 60 } })
class Book extends RestEndpoint {
  @Field({ unique: true })
  title!: string;
}

/** A transaction was taken for one of whichever application in the process. */
describeOnEachDatabase('a transaction of another application in the process', (server) => {
  it('that is rolled back leaves no old answer in the cache', async () => {
    const { shop, library } = await start();
    await library.service.create({ title: 'old' });
    await library.api.get('/books/1');

    const failed = shop.transactions.run(async () => {
      await shop.service.create({ code: 'a' });
      await library.service.update(1, { title: 'new', version: 1 }, { partial: true });
      throw new Error('no');
    });

    await expect(failed).rejects.toThrow('no');
    expect((await library.api.get('/books/1')).json.title).toBe('new');
    expect((await shop.service.list()).results).toEqual([]);
  });

  it('is committed where a write of ours was refused, and somebody caught that', async () => {
    const { shop, library } = await start();
    await library.service.create({ title: 'a' });

    await shop.transactions.run(async () => {
      await shop.service.create({ code: 'a' });
      const second = library.service.create({ title: 'a' });
      await expect(second).rejects.toBeInstanceOf(UniqueViolationError);
    });

    expect((await shop.service.list()).results).toMatchObject([{ code: 'a' }]);
  });

  it('takes in what its services do within one of ours', async () => {
    const { shop, library } = await start();

    const failed = shop.transactions.run(async () => {
      await library.transactions.run(async () => {
        await library.service.create({ title: 'kept' });
        await shop.service.create({ code: 'a' });
      });
      throw new Error('no');
    });

    await expect(failed).rejects.toThrow('no');
    expect((await shop.service.list()).results).toEqual([]);
    expect((await library.service.list()).results).toMatchObject([{ title: 'kept' }]);
  });

  async function start() {
    return { shop: await application<Order>(Order), library: await application<Book>(Book) };
  }

  async function application<T extends RestEndpoint>(endpoint: EndpointClass) {
    const database = await freshDatabase(server);
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [endpoint] })],
    });
    const service = api.app.get<EndpointService<T>>(getEndpointToken(endpoint));
    return { api, service, transactions: api.app.get(Transactions) };
  }
});
