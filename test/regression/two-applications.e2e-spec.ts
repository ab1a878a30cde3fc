import type { MikroORM } from '@mikro-orm/core';
import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import { MikroORM as SqliteORM } from '@mikro-orm/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';

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
import type { TestServer } from '../support/servers.js';

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

  describe.each(['ours', 'of a name in common'])('with a MikroORM that is %s', (which) => {
    it('leaves what the services of the other do to be stored by itself', async () => {
      const { shop, library } = await start(which);

      const failed = shop.transactions.run(async () => {
        await shop.service.create({ code: 'a' });
        await library.service.create({ title: 'plain' });
        throw new Error('no');
      });

      await expect(failed).rejects.toThrow('no');
      expect((await library.service.list()).results).toMatchObject([{ title: 'plain' }]);
      await library.transactions.run(() => library.service.create({ title: 'next' }));
      expect((await library.api.get('/books')).json.results).toHaveLength(2);
      expect((await shop.service.list()).results).toEqual([]);
    });

    it('holds one of the other, which is on its own database', async () => {
      const { shop, library } = await start(which);

      const failed = shop.transactions.run(async () => {
        const inner = library.transactions.run(async () => {
          await library.service.create({ title: 'lost' });
          await shop.service.create({ code: 'kept' });
          throw new Error('inner');
        });
        await expect(inner).rejects.toThrow('inner');
        await library.transactions.run(() => library.service.create({ title: 'kept' }));
        expect((await shop.service.list()).results).toMatchObject([{ code: 'kept' }]);
        throw new Error('outer');
      });

      await expect(failed).rejects.toThrow('outer');
      expect((await library.service.list()).results).toMatchObject([{ title: 'kept' }]);
      expect((await shop.service.list()).results).toEqual([]);
    });
  });

  async function start(which = 'ours') {
    return {
      shop: await application<Order>(Order, which),
      library: await application<Book>(Book, which),
    };
  }

  async function application<T extends RestEndpoint>(endpoint: EndpointClass, which: string) {
    const database = await freshDatabase(server);
    const opened = which === 'ours' ? { database } : { orm: await openedBy(server, database) };
    const api = await startNest({
      imports: [LightApiModule.forRoot({ ...opened, endpoints: [endpoint] })],
    });
    const service = api.app.get<EndpointService<T>>(getEndpointToken(endpoint));
    return { api, service, transactions: api.app.get(Transactions) };
  }
});

async function openedBy({ name }: TestServer, url: string): Promise<MikroORM> {
  const shared = { entities: [], discovery: { warnWhenNoEntities: false } };
  const orm =
    name === 'SQLite'
      ? await SqliteORM.init({ ...shared, dbName: url.slice('sqlite:'.length) })
      : await PostgresORM.init({ ...shared, clientUrl: url });
  onTestFinished(() => orm.close());
  return orm;
}
