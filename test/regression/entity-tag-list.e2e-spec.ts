import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Endpoint('/books', { table: 'tag_list_books' })
class Book extends RestEndpoint {
  @Field({ type: 'string' })
  title!: string;
}

/** A comma was taken for the end of a tag, and lists with empty elements were refused. */
describe.each(SERVERS)('a list of entity tags on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Book] });
      await api.post('/books', { title: 'Emma' });
    });
    afterAll(async () => {
      await api.stop();
    });

    /** RFC 9110, section 5.6.1.2: empty elements are ignored. */
    it.each(['"1",', ',"1"', '"7", , "1"', '"7",,"1" ,'])('may have gaps: %s', async (tags) => {
      const answer = await api.get('/books/1', { 'if-none-match': tags });

      expect(answer.status).toBe(304);
    });

    /** RFC 9110, section 8.8.3: `etagc` has the comma. */
    it.each(['"a,b"', '"1,1"', 'W/"a,b", "7"'])('may have commas in tags: %s', async (tags) => {
      const answer = await api.patch('/books/1', { title: 'Emma II' }, { 'if-match': tags });

      expect(answer).toMatchObject({ status: 412, json: { detail: 'precondition failed' } });
    });

    it.each([',', ' , ,', '"1" "2"', '"1"2', '"1",*', '"1'])(
      'has to have tags, parted by commas: %s',
      async (tags) => {
        const answer = await api.patch('/books/1', { title: 'Emma II' }, { 'if-match': tags });

        expect(answer.status).toBe(400);
      },
    );
  });
});
