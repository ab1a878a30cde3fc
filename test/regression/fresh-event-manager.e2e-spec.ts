import type { EntityManager } from '@mikro-orm/core';
import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from '../support/nest-app.js';
import type { TestServer } from '../support/servers.js';

@Endpoint('/books', { cache: { ttl: 60 } })
class Book extends RestEndpoint {
  @Field({ unique: true })
  title!: string;
}

/** We knew nothing of it: a cached answer from before its commit was shown after that, and a caught refusal was forgotten. */
describeOnEachDatabase('a transaction of an entity manager with fresh events', (server) => {
  if (server.name === 'PostgreSQL')
    it('outdates answers when it is committed', async () => {
      const { api, books, em } = await start(server);

      await em.transactional(async () => {
        await books.create({ title: 'Emma' });
        await api.get('/books');
      });

      expect((await api.get('/books')).json.results).toMatchObject([{ title: 'Emma' }]);
    });

  it('is not committed where a refusal was caught', async () => {
    const { books, em } = await start(server);
    await books.create({ title: 'Emma' });

    const done = em.transactional(async () => {
      await books.create({ title: 'Persuasion' });
      await books.create({ title: 'Emma' }).catch(() => undefined);
    });

    await expect(done).rejects.toMatchObject({ status: 409 });
    expect((await books.list()).results).toMatchObject([{ title: 'Emma' }]);
  });
});

async function start(server: TestServer) {
  const database = await freshDatabase(server);
  const api = await startNest({
    imports: [LightApiModule.forRoot({ endpoints: [Book], database })],
  });
  const books = api.app.get<EndpointService<Book>>(getEndpointToken(Book));
  const fork = (em: EntityManager) => Promise.resolve(em.fork({ freshEventManager: true }));
  return { api, books, em: await api.app.get(Transactions).run(fork) };
}
