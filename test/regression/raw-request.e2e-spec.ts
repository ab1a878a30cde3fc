import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { SERVERS, startApi, type TestApi } from '../support/servers.js';

@Endpoint('/messages', { table: 'raw_messages' })
class Message extends RestEndpoint {
  @Field({ type: 'string' })
  text!: string;
}

describe.each(SERVERS)('a request in bytes on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over a socket', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Message] });
    });
    afterAll(async () => {
      await api.stop();
    });

    /** They were replaced by U+FFFD and stored. RFC 8259, section 8.1: JSON is UTF-8. */
    it.each([
      ['half a character', '\xf0\x9f\x98'],
      ['a byte of Latin 1', 'caf\xe9'],
      ['a surrogate', '\xed\xa0\x80'],
      ['an overlong NUL', '\xc0\x80'],
    ])('is refused with 400 where the body is not UTF-8: %s', async (_what, bytes) => {
      const body = `{"text":"${bytes}"}`;
      const headers = `content-type: application/json\r\ncontent-length: ${body.length}`;

      const answer = await rawAnswer(api.url, `POST /messages HTTP/1.1\r\n${headers}`, body);

      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect((await api.get('/messages')).json).toEqual({ results: [] });
    });

    /** Nest's own words, `Cannot OPTIONS *`, were answered. */
    it('is not found where it asks for the whole server', async () => {
      const answer = await rawAnswer(api.url, 'OPTIONS * HTTP/1.1');

      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('{"detail":"not found"}');
    });
  });
});

async function rawAnswer(url: string, head: string, body = ''): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\nhost: a\r\nconnection: close\r\n\r\n${body}`, 'latin1');
  return text(socket);
}
