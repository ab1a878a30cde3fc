import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  LightApiModule,
  type LightApiRequest,
  Middleware,
  type MiddlewareResponse,
  RestEndpoint,
} from '../lib/index.js';
import { freshDatabase, startNest } from './support/nest-app.js';
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

/** Adds a row to every page, where a request asks for it. */
class Adding extends Middleware {
  process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
    if (response === null || headers['x-add'] === undefined) return null;
    (response.body as { results: object[] }).results.push({ text: headers['x-add'] });
    return null;
  }
}

@Endpoint('/surrounded', {
  table: 'words',
  methods: ['GET'],
  filtering: { fields: ['text'] },
  middleware: [Adding],
})
class Surrounded extends Words {}

const TEXTS = [
  'Emma',
  'Été',
  'ÿ',
  '図書館',
  '😀 𝕏',
  'quoted "…" \\ and \u0001 and \u2028',
  'á'.repeat(900),
].map((text) => [text.slice(0, 20), text] as const);

/** The second answer of a cached one comes from the cache. */
const ENDPOINTS = ['/words', '/paged', '/cached', '/cached', '/watched', '/surrounded'];

describe.each(SERVERS)('a page on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'of any alphabet', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Word, Paged, Cached, Watched, Surrounded] });
      for (const [, text] of TEXTS)
        expect(await api.post('/words', { text })).toMatchObject({ status: 201 });
    });
    afterAll(() => api.stop());

    it.each(TEXTS)('is said to be as long as it is: %s', async (_name, text) => {
      const path = `?text=${encodeURIComponent(text)}`;
      for (const endpoint of ENDPOINTS) {
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

      for (const endpoint of ['/cached', '/cached', '/watched', '/surrounded']) {
        const other = await api.get(endpoint + path);

        expect(other.text).toBe(plain.text);
        expect(other.headers.get('etag')).toBe(plain.headers.get('etag'));
      }
    });

    it.each(TEXTS)('is a value to middleware: %s', async (_name, text) => {
      const path = `/surrounded?text=${encodeURIComponent(text)}`;

      const { json, headers, text: sent } = await api.get(path, { 'x-add': 'more' });

      expect((json.results as Words[]).map((row) => row.text)).toEqual([text, 'more']);
      expect(headers.get('content-length')).toBe(String(Buffer.byteLength(sent)));
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

describe("the application's own hooks of Fastify", () => {
  it.each(TEXTS)(
    'see a page as a text, which leaves as it was encoded: %s',
    async (_name, text) => {
      const [seen, sent] = [[] as unknown[], [] as unknown[]];
      const adapter = new FastifyAdapter();
      adapter
        .getInstance()
        .addHook('onRequest', (_request, reply, done) => {
          const end = reply.raw.end.bind(reply.raw) as (...given: unknown[]) => typeof reply.raw;
          reply.raw.end = (...given: unknown[]) => {
            sent.push(given[0]);
            return end(...given);
          };
          done();
        })
        .addHook('onSend', (_request, _reply, payload, done) => {
          seen.push(payload);
          done(null, payload);
        });
      const api = await startNest(
        {
          imports: [LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [Word] })],
        },
        { adapter },
      );
      await api.post('/words', { text });

      const answer = await api.get('/words');

      expect(seen.at(-1)).toBe(answer.text);
      const isAscii = Buffer.byteLength(text) === text.length;
      expect(sent.at(-1)).toEqual(isAscii ? answer.text : Buffer.from(answer.text));
    },
  );

  it.each(TEXTS)('may change a page: %s', async (_name, text) => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addHook('onSend', (_request, _reply, payload, done) => {
      done(null, String(payload).replace('"results"', '"found"'));
    });
    const imports = [
      LightApiModule.forRoot({ database: await freshDatabase(), endpoints: [Word] }),
    ];
    const api = await startNest({ imports }, { adapter });
    await api.post('/words', { text });

    const answer = await api.get('/words');

    expect(answer.json.found).toEqual([expect.objectContaining({ text })]);
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(answer.text)));
  });
});
