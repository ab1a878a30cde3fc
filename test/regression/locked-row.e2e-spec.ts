import pg from 'pg';
import { describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi } from '../support/servers.js';

const POSTGRES = SERVERS.filter(({ name }) => name === 'PostgreSQL');

@Endpoint('/books', { table: 'locked_books' })
class Book extends RestEndpoint {
  @Field({ type: 'string' })
  title!: string;
}

/** Updates of one row that another client had locked took every connection from all others. */
describe.each(POSTGRES)('a row that is locked elsewhere on $name', (server) => {
  it.skipIf(server.missing)(
    `keeps no other row waiting (${server.missing ?? 'over HTTP'})`,
    async () => {
      const database = await server.create();
      const create = () => Promise.resolve(database);
      const api = await startApi({ ...server, create }, { endpoints: [Book] });
      for (const title of ['a', 'b']) await api.post('/books', { title });
      const other = new pg.Client({ connectionString: database.url });
      await other.connect();
      await other.query('begin');
      await other.query('select * from locked_books where id = 1 for update');

      const blocked = Array.from({ length: 20 }, () =>
        api.patch('/books/1', { title: 'c', version: 1 }),
      );
      const free = await api.patch('/books/2', { title: 'c', version: 1 });
      await other.query('rollback');
      await other.end();
      const statuses = (await Promise.all(blocked)).map(({ status }) => status).sort();
      await api.stop();

      expect(free.status).toBe(200);
      expect(statuses).toEqual([200, ...Array<number>(19).fill(409)]);
    },
  );
});
