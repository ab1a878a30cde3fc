import { Injectable, type NestInterceptor } from '@nestjs/common';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';

import {
  CacheInterceptor,
  Endpoint,
  type EndpointClass,
  type EndpointOptions,
  EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { cacheIsUsed, describeOnEachCache, serveCached, statusOf } from './support/caches.js';
import { freshDatabase, startNest, startProblems } from './support/nest-app.js';

function books(options: EndpointOptions = {}, route = '/books') {
  @Endpoint(route, { cache: { ttl: 60 }, table: 'books', ...options })
  class Book extends RestEndpoint {
    @Field({ minLength: 1 })
    title!: string;
  }
  return Book;
}

const PAGED = { pagination: { style: 'page_number', pageSize: 2 } } as const;
const EMMA = { title: 'Emma' };

describeOnEachCache('cached answers', (server, store) => {
  const start = (endpoints: readonly EndpointClass[], more = {}) =>
    serveCached(server, { endpoints, ...store.options, ...more });

  it.each(['/books', '/books/1'])('%s is loaded once', async (path) => {
    const api = await start([books()]);
    await api.post('/books', EMMA);

    const first = await api.get(path);
    const second = await api.get(path);

    expect([first, second].map(statusOf)).toEqual(['miss', 'hit']);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(second.headers.get('age')).toBe('0');
    expect(second.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers HEAD from what GET has left, without a body', async () => {
    const api = await start([books()]);
    const got = await api.get('/books');

    const head = await api.send('HEAD', '/books');

    expect(statusOf(head)).toBe('hit');
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
    expect(head.text).toBe('');
  });

  it.each([
    ['POST', '/books', EMMA],
    ['PUT', '/books/1', { title: 'Emma I', version: 1 }],
    ['PATCH', '/books/1', { title: 'Emma I', version: 1 }],
    ['DELETE', '/books/1', undefined],
  ])('are outdated by %s, of collection and resource', async (method, path, body) => {
    const api = await start([books()]);
    await api.post('/books', EMMA);
    const before = [await api.get('/books'), await api.get('/books/1')];

    await api.send(method, path, { body });
    const after = [await api.get('/books'), await api.get('/books/1')];

    expect(after.map(statusOf)).not.toContain('hit');
    expect(after[0]!.text).not.toBe(before[0]!.text);
    expect(after[1]!.text === before[1]!.text).toBe(method === 'POST');
  });

  it('stay where a write is refused', async () => {
    const api = await start([books()]);
    await api.post('/books', EMMA);
    await api.get('/books');

    const refused = [
      await api.post('/books', { title: '' }),
      await api.patch('/books/1', { title: 'late', version: 9 }),
      await api.delete('/books/7'),
    ];

    expect(refused.map(({ status }) => status)).toEqual([422, 409, 404]);
    expect(statusOf(await api.get('/books'))).toBe('hit');
  });

  it('are outdated by a write through another class on the table', async () => {
    const api = await start([books(), books({}, '/novels')]);
    await api.get('/books');

    await api.post('/novels', EMMA);

    expect((await api.get('/books')).json.results).toHaveLength(1);
  });

  it('are outdated by a class on the table that has no cache of its own', async () => {
    @Endpoint('/plain', { table: 'books' })
    class Plain extends RestEndpoint {
      @Field() title!: string;
    }
    const api = await start([books(), Plain]);
    await api.get('/books');

    await api.post('/plain', EMMA);

    expect((await api.get('/books')).json.results).toHaveLength(1);
  });

  it('are outdated by a hook that writes by other means', async () => {
    @Endpoint('/books', { cache: {} })
    class Book extends RestEndpoint {
      @Field() title!: string;

      override async post() {
        await this.em
          .getConnection()
          .execute(
            `insert into books (title, created_at, updated_at, version) select 'by hand', created_at, updated_at, 1 from books`,
          );
        return { done: true };
      }

      override async patch(request: LightApiRequest) {
        return super.create(request.body as never, request);
      }
    }
    const api = await start([Book]);
    await api.patch('/books/1', EMMA);
    await api.get('/books');

    await api.post('/books', {});

    expect((await api.get('/books')).json.results).toHaveLength(2);
  });

  it('have no errors among them', async () => {
    const api = await start([books(PAGED)]);
    const paths = ['/books/1', '/books/1', '/books/x', '/books?page=0', '/books?cursor=x'];

    const answers = await Promise.all(paths.map((path) => api.get(path)));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 400]);
    expect(answers.map(statusOf)).toEqual(Array(5).fill('none'));
  });

  it.each(['/books', '/books/1'])('give 304 for %s, cached or not', async (path) => {
    const api = await start([books(PAGED)]);
    await api.post('/books', EMMA);
    const tag = (await api.get(path)).headers.get('etag')!;

    const hit = await api.get(path, { 'if-none-match': tag });
    const created = await api.post('/books', EMMA);
    await api.delete(`/books/${created.json.id as number}`);
    const loaded = await api.get(path, { 'if-none-match': tag });
    const stored = await api.get(path);

    expect([hit, loaded].map(({ status, text }) => [status, text])).toEqual([
      [304, ''],
      [304, ''],
    ]);
    expect(hit.headers.get('etag')).toBe(tag);
    expect([hit, loaded, stored].map(statusOf)).toEqual(['hit', 'miss', 'hit']);
    expect(stored.status).toBe(200);
  });

  it('end with their time', async () => {
    let now = Date.now();
    const api = await start([books({ cache: { ttl: 10 } })], { clock: () => new Date(now) });
    await api.get('/books');
    await api.get('/books');

    now += 9_000;
    const late = await api.get('/books');
    now += 1_000;
    const tooLate = await api.get('/books');

    expect(late.headers.get('cache-status')).toBe('lightapi; hit; ttl=1');
    expect(late.headers.get('age')).toBe('9');
    expect(statusOf(tooLate)).toBe('miss');
  });

  it('are loaded once for many that ask at the same time', async () => {
    const api = await start([books()]);
    await api.post('/books', EMMA);

    const answers = await Promise.all(Array.from({ length: 40 }, () => api.get('/books/1')));

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(statusOf).filter((status) => status === 'miss')).toHaveLength(1);
  });

  it('make no keys of parameters that nothing reads, and keep these in links', async () => {
    const api = await start([books(PAGED)]);
    for (let at = 0; at < 3; at += 1) await api.post('/books', EMMA);
    await api.get('/books');

    const answer = await api.get('/books?utm=1&page%5Bx%5D=2&_=3');

    expect(statusOf(answer)).toBe('hit');
    expect(answer.json.next).toContain('utm=1');
    expect(answer.headers.get('link')).toContain('utm=1');
  });

  it('have one key for every spelling and order of a query', async () => {
    const options = { ...PAGED, filtering: { fields: ['title'], ordering: ['title'] } };
    const api = await start([books(options)]);
    await api.get('/books?title=a%20b&ordering=-title&page=1');

    const spellings = [
      'page=1&ordering=%2Dtitle&title=a+b',
      'ordering=-title&&title=a%20b&page=%31',
    ];
    const answers = await Promise.all(spellings.map((query) => api.get(`/books?${query}`)));

    expect(answers.map(statusOf)).toEqual(['hit', 'hit']);
  });

  it.each(['title[foo]=1', 'page=1&page=2', 'fields=secret', '%zz=1', 'cursor=abc'])(
    'do not hide that ?%s is wrong',
    async (query) => {
      const api = await start([books({ ...PAGED, filtering: { fields: ['title'] } })]);
      await api.get('/books');

      expect((await api.get(`/books?${query}`)).status).toBe(400);
    },
  );

  it('differ by the members and the count that are asked for', async () => {
    const api = await start([books(PAGED)]);
    await api.post('/books', EMMA);
    await api.get('/books');

    const answers = [
      await api.get('/books?fields=title'),
      await api.get('/books', { prefer: 'count=none' }),
      await api.get('/books/1?fields=id'),
      await api.get('/books/1'),
    ];

    expect(answers.map(statusOf)).toEqual(Array(4).fill('miss'));
    expect(answers[1]!.json.count).toBeNull();
    expect(answers[1]!.headers.get('preference-applied')).toBe('count=none');
    expect(answers[1]!.headers.get('vary')).toContain('Prefer');
    expect(answers[2]!.json).toEqual({ id: 1 });
  });

  it('lead a cursor walk as loaded ones do', async () => {
    const api = await start([books({ pagination: { style: 'cursor', pageSize: 2 } })]);
    for (let at = 0; at < 5; at += 1) await api.post('/books', { title: `${at}` });
    const walk = async () => {
      const pages = [];
      for (let next: unknown = ''; next !== null;) {
        const page = await api.get(`/books?cursor=${next as string}`.replace(/\?cursor=$/, ''));
        pages.push([statusOf(page), page.text, page.headers.get('link')]);
        next = page.json.next;
      }
      return pages;
    };

    const loaded = await walk();
    const cached = await walk();

    expect(loaded.map(([status]) => status)).toEqual(['miss', 'miss', 'miss']);
    expect(cached).toEqual(loaded.map(([, ...page]) => ['hit', ...page]));
  });

  it('are none where a hook makes them', async () => {
    @Endpoint('/books', { cache: {} })
    class Book extends RestEndpoint {
      @Field() title!: string;

      override async list(request: LightApiRequest) {
        return { ...(await super.list(request)), asked: request.headers['x-asked'] };
      }
    }
    const api = await start([Book]);

    const answers = [await api.get('/books', { 'x-asked': '1' }), await api.get('/books', {})];

    expect(answers.map(statusOf)).toEqual(['override', 'override']);
    expect(answers[1]!.json.asked).toBeUndefined();
    expect(answers[0]!.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('are outdated by services, and by word of a program', async () => {
    const Book = books();
    const database = await freshDatabase(server);
    const root = LightApiModule.forRoot({ database, endpoints: [Book], ...store.options });
    const api = await startNest({ imports: [root] });
    const service = api.app.get<EndpointService<RestEndpoint & { title: string }>>(
      getEndpointToken(Book),
    );
    await cacheIsUsed(api, '/books');
    const lengths: unknown[] = [];
    const look = async () => lengths.push(await count(api));

    await look();
    const { id, version } = await service.create(EMMA);
    await look();
    await service.destroy(id, { version: version });
    await look();
    const hit = await api.get('/books');
    await service.outdateAnswers();

    expect(lengths).toEqual([0, 1, 0]);
    expect(statusOf(hit)).toBe('hit');
    expect(statusOf(await api.get('/books'))).toBe('miss');
  });

  it(`are seen by the application's interceptors, hits too`, async () => {
    @Injectable()
    class Stamp implements NestInterceptor {
      intercept: NestInterceptor['intercept'] = (_context, next) =>
        next.handle().pipe(map((value: object) => ({ ...value, stamped: true })));
    }
    const api = await start([books({ interceptors: [Stamp] })]);
    await api.post('/books', EMMA);

    const answers = [await api.get('/books/1'), await api.get('/books/1')];

    expect(answers.map(statusOf)).toEqual(['miss', 'hit']);
    expect(answers.map(({ json }) => json as object)).toEqual(
      Array(2).fill(expect.objectContaining({ title: 'Emma', stamped: true })),
    );
  });
});

async function count(api: ApiClient): Promise<number> {
  const { json } = await api.get('/books');
  return (json as { results: unknown[] }).results.length;
}

describe('an endpoint without cache', () => {
  it('has a weak entity tag for its collection, and no word of caches', async () => {
    const database = await freshDatabase();
    const endpoints = [books({ cache: undefined as never })];
    const api = await startNest({ imports: [LightApiModule.forRoot({ database, endpoints })] });
    const { headers } = await api.get('/books');

    const again = await api.get('/books', { 'if-none-match': headers.get('etag')! });

    expect(headers.get('etag')).toMatch(/^W\/"[\w-]{43}"$/);
    expect(again.status).toBe(304);
    expect(headers.has('cache-status')).toBe(false);
  });
});

describe('the declaration of a cache', () => {
  const TTL = `'cache.ttl' is`;

  it.each([
    [{ ttl: 0 }, `${TTL} 0. Give seconds, an integer from 1 to 31536000.`],
    [{ ttl: 1.5 }, `${TTL} 1.5. Give seconds, an integer from 1 to 31536000.`],
    [{ ttl: '60' }, `${TTL} "60". Give seconds, an integer from 1 to 31536000.`],
    [{ tll: 5 }, `'cache' has no option 'tll'. Did you mean 'ttl'?`],
    [true, `'cache' is true. Give an object with ttl.`],
  ])('is refused where it is %j', async (cache, problem) => {
    const problems = await startProblems({ endpoints: [books({ cache: cache as never })] });

    expect(problems).toEqual([`Book: ${problem}`]);
  });

  it('is refused where nothing can be read', async () => {
    const problems = await startProblems({ endpoints: [books({ methods: ['POST'] })] });

    expect(problems).toEqual([
      `Book: 'cache' has nothing to cache: GET is not among 'methods'. Add it, or leave 'cache' out.`,
    ]);
  });

  it('binds a real interceptor, which applications may override', async () => {
    const database = await freshDatabase();
    const root = LightApiModule.forRoot({ database, endpoints: [books()] });
    const api = await startNest(
      { imports: [root] },
      {
        override: (builder) =>
          builder.overrideInterceptor(CacheInterceptor).useValue({
            intercept: (_context: unknown, next: { handle(): unknown }) => next.handle(),
          }),
      },
    );

    expect(statusOf(await api.get('/books'))).toBe('none');
  });
});
