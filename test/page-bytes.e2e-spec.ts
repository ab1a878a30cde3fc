import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

/** Where there is one, answers are objects that Fastify writes. */
class Watching implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle();
  }
}

abstract class Words extends RestEndpoint {
  @Field({ type: 'string' })
  text!: string;
}

@Endpoint('/words', { filtering: { fields: ['text'] } })
class Word extends Words {}

@Endpoint('/paged', {
  table: 'words',
  methods: ['GET'],
  filtering: { fields: ['text'] },
  pagination: { style: 'page_number' },
})
class Paged extends Words {}

@Endpoint('/cached', {
  table: 'words',
  methods: ['GET'],
  filtering: { fields: ['text'] },
  cache: {},
})
class Cached extends Words {}

@Endpoint('/watched', {
  table: 'words',
  methods: ['GET'],
  filtering: { fields: ['text'] },
  interceptors: [Watching],
})
class Watched extends Words {}

const TEXTS = [
  'Emma',
  'Été',
  'ÿ',
  '図書館',
  '😀 𝕏',
  'quoted "…" \\ and \u0001 and \u2028',
  'á'.repeat(900),
].map((text) => [text.slice(0, 20), text] as const);

describe.each(SERVERS)('a page on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'of any alphabet', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Word, Paged, Cached, Watched] });
      for (const [, text] of TEXTS)
        expect(await api.post('/words', { text })).toMatchObject({ status: 201 });
    });
    afterAll(() => api.stop());

    it.each(TEXTS)('is said to be as long as it is: %s', async (_name, text) => {
      const path = `?text=${encodeURIComponent(text)}`;
      for (const endpoint of ['/words', '/paged', '/cached', '/cached', '/watched']) {
        const { status, headers, json, text: sent } = await api.get(endpoint + path);

        expect(status).toBe(200);
        expect(json.results).toEqual([expect.objectContaining({ text })]);
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(headers.get('content-length')).toBe(String(Buffer.byteLength(sent)));
      }
    });

    it.each(TEXTS)('is the same whoever makes it: %s', async (_name, text) => {
      const path = `?text=${encodeURIComponent(text)}`;
      const plain = await api.get(`/words${path}`);

      for (const endpoint of ['/cached', '/cached', '/watched']) {
        const other = await api.get(endpoint + path);

        expect(other.text).toBe(plain.text);
        expect(other.headers.get('etag')).toBe(plain.headers.get('etag'));
      }
    });

    it.each(TEXTS)('is known by its tag, and asked for by HEAD: %s', async (_name, text) => {
      const path = `/words?text=${encodeURIComponent(text)}`;
      const full = await api.get(path);
      const tag = full.headers.get('etag')!;

      const head = await api.send('HEAD', path);
      const again = await api.get(path, { 'if-none-match': tag });

      for (const name of ['content-type', 'content-length', 'etag'])
        expect(head.headers.get(name)).toBe(full.headers.get(name));
      expect(again).toMatchObject({ status: 304, text: '' });
    });
  });
});
