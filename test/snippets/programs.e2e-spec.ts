import { dirname, join } from 'node:path';

import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TerminusModule } from '@nestjs/terminus';
import { describe, expect, it, onTestFinished } from 'vitest';

import * as middleware from '../../docs/snippets/middleware/application.js';
import { Audit, Switches } from '../../docs/snippets/middleware/middlewares.js';
import {
  HealthController,
  Queue,
  QueueReadiness,
} from '../../docs/snippets/observability/health.js';
import { lend } from '../../docs/snippets/observability/log.js';
import { Reader, Movie, MovieStream } from '../../docs/snippets/pagination/movies.js';
import * as around from '../../docs/snippets/readme/around.js';
import * as bookstore from '../../docs/snippets/readme/bookstore.js';
import * as notes from '../../docs/snippets/readme/notes.js';
import { Shop } from '../../docs/snippets/readme/shop.js';
import { Artist } from '../../docs/snippets/reflection/artists.js';
import * as narrowed from '../../docs/snippets/reflection/narrowed.js';
import { Book, Importer, Order, Shelf } from '../../docs/snippets/transactions/orders.js';
import { AllowAny, JWTAuthentication, LightApi, LightApiModule } from '../../lib/index.js';
import { startNest } from '../support/nest-app.js';
import {
  clientOf,
  oldDatabase,
  ownCopy,
  serveSnippet,
  useEnvironment,
} from '../support/snippets.js';

const SNIPPETS = join(import.meta.dirname, '..', '..', 'docs', 'snippets');

describe('the programs of the README', () => {
  it('serve a bookstore', async () => {
    const api = await clientOf(begun(bookstore.main));

    expect((await api.post('/books', { title: 'Emma', author: 'Jane Austen' })).status).toBe(201);
  });

  it('serve notes to those who are known', async () => {
    const api = await clientOf(begun(notes.main));

    expect((await api.get('/notes')).status).toBe(401);
  });

  it('order a book', async () => {
    const { app } = await startNest({
      imports: [
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [bookstore.Book] }),
      ],
      providers: [Shop],
    });

    expect(await app.get(Shop).order()).toMatchObject({ title: 'Emma', version: 1 });
  });

  it('put middleware around requests', () => {
    expect([around.application(), middleware.asModule()]).toMatchObject([
      { global: true },
      { global: true },
    ]);
  });
});

describe('the programs of the guides', () => {
  it('close an API for an hour', async () => {
    const switches = Object.assign(new Switches(), { closed: true });
    const api = await startNest({ imports: [middleware.everywhere(switches)] });

    const answer = await api.get('/books');

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('3600');
  });

  it('audit an open one', async () => {
    const api = await startNest({ imports: [middleware.everywhere(new Switches())] });

    await api.get('/books');

    expect(api.app.get(Audit, { strict: false }).lines).toEqual(['GET 200']);
  });

  it('order a book, sell it, and mark the shelf', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Book, Shelf, Order] }),
      ],
      providers: [Importer],
    });
    await api.post('/books', { title: 'Emma' });

    const order = await api.post('/orders', { book_id: 1 });

    expect(order.status).toBe(201);
    expect((await api.get('/books/1')).json).toMatchObject({ sold: true, version: 2 });
  });

  it('go on after a failed savepoint', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Book, Shelf, Order] }),
      ],
      providers: [Importer],
    });
    await api.post('/books', { title: 'Emma' });

    await api.app.get(Importer).run();

    expect((await api.get('/books')).json.results).toHaveLength(2);
  });

  it('read pages', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Movie, MovieStream] }),
      ],
      providers: [Reader],
    });

    expect(await api.app.get(Reader).read()).toMatchObject({ count: 0, results: [] });
  });

  it('ask for health, and for a queue', async () => {
    const api = await startNest({
      imports: [
        TerminusModule,
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Book], health: true }),
      ],
      controllers: [HealthController],
      providers: [Queue, QueueReadiness],
    });

    expect((await api.get('/health')).json.details.database.status).toBe('up');
    expect((await api.get('/readyz')).text).toContain('queue');
  });

  it('log with the id of a request, or none outside', () => {
    const lines: object[] = [];
    lend({ info: (members) => lines.push(members) }, 7);

    expect(lines).toEqual([{ requestId: undefined, book: 7 }]);
  });

  it('serve tables that are there', async () => {
    const api = await serveSnippet({ database: await oldDatabase(), endpoints: [Artist] });

    expect((await api.get('/artists/1')).json).toMatchObject({ ArtistId: 1, Name: 'Ada' });
  });

  it('narrow what a table says', async () => {
    const api = await serveSnippet({
      database: await oldDatabase(),
      endpoints: [narrowed.Artist],
      jwt: { secret: 'a secret of at least thirty-two bytes' },
      authentication: { backend: JWTAuthentication, permission: AllowAny },
    });

    const answer = await api.post('/artists', { Name: 'A', Country: 'UK' });

    expect(answer.json.detail).toMatchObject([{ loc: ['Name'], type: 'string_too_short' }]);
    expect((await api.get('/artists/1')).json).not.toHaveProperty('Password');
  });
});

describe('the files of the guides', () => {
  it.each([
    ['readme/lightapi.yaml', '/books', 200],
    ['configuration-file/lightapi.yaml', '/products', 200],
    ['configuration-file/methods.yaml', '/products', 200],
    ['middleware/lightapi.yaml', '/books', 200],
    ['reflection/lightapi.yaml', '/artists', 200],
    ['reflection/introspected.yaml', '/invoice-line', 200],
  ])('%s is served', async (file, path, status) => {
    useEnvironment(await oldDatabase());
    const server = await LightApi.fromConfig(await ownCopy(file));
    const api = await clientOf(server.run());

    expect((await api.get(path)).status).toBe(status);
  });

  it('tell a login by ./configuration-file/users.js', async () => {
    const { login } = (await import(join(SNIPPETS, 'configuration-file/users.js'))) as {
      login: (name: string, password: string) => Promise<unknown>;
    };

    expect(await login('ada', 'lovelace')).toEqual({ sub: 'ada', is_admin: true });
    expect(await login('ada', 'byron')).toBeNull();
  });

  it('are a module of an application', async () => {
    const before = process.cwd();
    onTestFinished(() => {
      process.chdir(before);
    });
    useEnvironment();
    process.chdir(dirname(await ownCopy('configuration-file/lightapi.yaml')));
    const { AppModule } = await import('../../docs/snippets/configuration-file/app.module.js');

    const api = await startNest({ imports: [AppModule] });

    expect((await api.get('/products')).status).toBe(200);
  });

  it('export metrics by observability/telemetry.js', async () => {
    process.env.METRICS_PORT = '0';
    onTestFinished(() => {
      delete process.env.METRICS_PORT;
      metrics.disable();
    });

    await import(join(SNIPPETS, 'observability/telemetry.js'));

    expect(metrics.getMeterProvider()).toBeInstanceOf(MeterProvider);
  });
});

/** With what the environment says, as nothing else tells where to listen. */
function begun(main: typeof bookstore.main): ReturnType<typeof bookstore.main> {
  useEnvironment();
  return main();
}
