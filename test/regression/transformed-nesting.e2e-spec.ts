import { Transform } from 'class-transformer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

const DEEP = 100_000;
const LISTS = '['.repeat(DEEP) + ']'.repeat(DEEP);
const OBJECTS = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;

@Endpoint('/notes', { table: 'nesting_notes' })
class Note extends RestEndpoint {
  @Field({ type: 'string' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  text!: string;

  @Field({ type: 'json', optional: true })
  data?: unknown;
}

/** class-transformer overflows the stack on deep values, and calls what is named `constructor`. */
describe.each(SERVERS)('a nested value in a transformed class on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Note] });
    });
    afterAll(async () => {
      await api.stop();
    });

    it.each([
      ['lists in json', 'json_depth', `{"text":"a","data":${LISTS}}`],
      ['objects in json', 'json_depth', `{"text":"a","data":${OBJECTS}}`],
      ['lists for a text', 'string_type', `{"text":${LISTS}}`],
      ['objects for a text', 'string_type', `{"text":${OBJECTS}}`],
    ])('is refused with 422 where it is too deep: %s', async (_what, type, body) => {
      const answer = await api.post('/notes', body);

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toEqual([expect.objectContaining({ type })]);
    });

    it.each(['{"constructor":1}', '{"a":[{"constructor":{"name":"x"}}]}', '{"constructor":null}'])(
      'is stored as it is, whatever its members are called: %s',
      async (data) => {
        const answer = await api.post('/notes', `{"text":" a ","data":${data}}`);

        expect(answer.status).toBe(201);
        expect(answer.text).toContain(`{"text":"a","data":${data},`);
      },
    );

    it('is no text, whatever its members are called', async () => {
      const answer = await api.post('/notes', { text: { constructor: 1 } });

      expect(answer.status).toBe(422);
      expect(answer.json.detail).toMatchObject([{ type: 'string_type', loc: ['text'] }]);
    });
  });
});
