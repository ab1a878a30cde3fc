import { describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi } from '../support/servers.js';

const POSTGRES = SERVERS.filter(({ name }) => name === 'PostgreSQL');

@Endpoint('/books', { table: 'lost_books' })
class Book extends RestEndpoint {
  @Field({ type: 'string' })
  title!: string;
}

/** SQLSTATE 3D000, which a pool meets when it connects again, was taken for a bug: 500. */
describe.each(POSTGRES)('a database that is gone on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    it.each([
      ['GET', '/books'],
      ['GET', '/books/1'],
      ['DELETE', '/books/1'],
    ])('is answered 503, as often as it is asked: %s %s', async (method, path) => {
      const database = await server.create();
      const create = () => Promise.resolve(database);
      const api = await startApi({ ...server, create }, { endpoints: [Book] });
      await database.drop();

      const answers = [await api.send(method, path), await api.send(method, path)];

      await api.stop();
      for (const { status, headers, json } of answers) {
        expect(json).toEqual({ detail: 'the database is not available at the moment' });
        expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      }
    });
  });
});
