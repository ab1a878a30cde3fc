import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

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

    /** It was told that it is not UTF-8, which says nothing to who has compressed it. */
    it('is refused with 415 where its body is compressed', async () => {
      const body = gzipSync('{"text":"a"}').toString('latin1');
      const headers = `content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}`;

      const answer = await rawAnswer(api.url, `POST /messages HTTP/1.1\r\n${headers}`, body);

      expect(answer).toMatch(/^HTTP\/1.1 415 /);
      expect(answer).toMatch(/^accept-encoding: identity\r$/im);
      expect(answer).toContain('content-encoding: the body is sent as \\"gzip\\"');
    });

    /** The 417 came first, and was taken for the answer to the request before. */
    it('is told behind the answer before it that nobody expects what it does', async () => {
      const first = 'GET /messages HTTP/1.1\r\nhost: a\r\n\r\n';

      const answer = await rawAnswer(api.url, `${first}GET /messages HTTP/1.1\r\nexpect: a pony`);

      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 417']);
    });

    /** Nest's own words, `Cannot OPTIONS *`, were answered. */
    it('is not found where it asks for the whole server', async () => {
      const answer = await rawAnswer(api.url, 'OPTIONS * HTTP/1.1');

      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('{"detail":"not found"}');
    });

    /** `Cannot M-SEARCH /nowhere` was answered: Nest's words, for the one verb with a hyphen. */
    it('is not found by a verb with a hyphen where nothing is', async () => {
      const answer = await rawAnswer(api.url, 'M-SEARCH /nowhere HTTP/1.1');

      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('{"detail":"not found"}');
    });

    it('is refused by a verb with a hyphen where something is', async () => {
      const answer = await rawAnswer(api.url, 'M-SEARCH /messages/1 HTTP/1.1');

      expect(answer).toMatch(/^HTTP\/1.1 405 /);
      expect(answer).toMatch(/^allow: /im);
    });

    /** One without was answered by Node, without a body; of two the first was taken. */
    it.each([
      ['no Host', ''],
      ['two of them', 'host: a\r\nHost: b\r\n'],
      ['the same one twice', 'host: a\r\nhost: a\r\n'],
    ])('is refused with 400 where it has %s', async (_what, host) => {
      const answer = await bytesAnswer(api.url, `GET /messages HTTP/1.1\r\n${host}`);

      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('{"detail":"Host: exactly one was expected"}');
    });

    /** The broken body had a second answer, after that to the request. */
    it.each(['PUT /messages/%', 'GET /messages', 'GET /nothing'])(
      'has one answer where its body breaks afterwards: %s',
      async (line) => {
        const head = `${line} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n`;

        const answer = await bytesAnswer(api.url, head, '{"text":"a"}');

        expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
      },
    );

    it('of HTTP/1.0 needs no Host', async () => {
      const answer = await bytesAnswer(api.url, 'GET /messages HTTP/1.0\r\n');

      expect(answer).toMatch(/^HTTP\/1.1 200 /);
    });
  });
});

function rawAnswer(url: string, head: string, body = ''): Promise<string> {
  return bytesAnswer(url, `${head}\r\nhost: a\r\n`, body);
}

/** @param head - its lines, each with its end */
async function bytesAnswer(url: string, head: string, body = ''): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}connection: close\r\n\r\n${body}`, 'latin1');
  return text(socket);
}
