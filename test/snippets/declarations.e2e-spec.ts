import { describe, expect, it, onTestFinished } from 'vitest';

import * as authentication from '../../docs/snippets/authentication/applications.js';
import { ApiKeyAuthentication, ApiKeys } from '../../docs/snippets/authentication/keys.js';
import { AccountLogin } from '../../docs/snippets/authentication/login.js';
import { Order } from '../../docs/snippets/authentication/orders.js';
import { IsOwner, ReadOnlyForStrangers } from '../../docs/snippets/authentication/permissions.js';
import { Product } from '../../docs/snippets/authentication/products.js';
import { Employee } from '../../docs/snippets/authentication/salaries.js';
import * as longer from '../../docs/snippets/background-work/in-the-process.js';
import * as queued from '../../docs/snippets/background-work/in-a-queue.js';
import * as caching from '../../docs/snippets/caching/movies.js';
import * as filtering from '../../docs/snippets/filtering/limits.js';
import * as pagination from '../../docs/snippets/pagination/movies.js';
import { withReplicas } from '../../docs/snippets/production/replicas.js';
import { Author } from '../../docs/snippets/serializers/authors.js';
import { FilmCard } from '../../docs/snippets/serializers/film-card.js';
import { MovieStream } from '../../docs/snippets/serializers/movie-stream.js';
import { type EndpointClass, type LightApiServerOptions } from '../../lib/index.js';
import { clientOf, serveSnippet as serve, useEnvironment } from '../support/snippets.js';

const JWT = { secret: 'a secret of at least thirty-two bytes' };

/** Endpoints of the guides, and what a stranger is told. */
const CASES: readonly [EndpointClass, string, number, LightApiServerOptions?][] = [
  [Order, '/orders', 401, { jwt: JWT }],
  [
    Product,
    '/products',
    200,
    { authentication: { backend: ApiKeyAuthentication }, providers: [ApiKeys] },
  ],
  [Author, '/authors', 200],
  [FilmCard, '/film-cards', 200],
  [MovieStream, '/movie-stream', 200],
  [caching.Movie, '/movies', 200],
  [pagination.Movie, '/movies', 200],
  [pagination.MovieSlice, '/movie-slices', 200],
  [pagination.MovieStream, '/movie-stream', 200],
  [pagination.Film, '/films', 200],
  [longer.Order, '/orders', 200, { providers: [longer.Mail] }],
];

describe('the endpoints of the guides', () => {
  it.each(CASES)('%o is served at %s', async (endpoint, path, status, options) => {
    const api = await serve({ ...options, endpoints: [endpoint] });

    const answer = await api.get(path);

    expect(answer.status).toBe(status);
  });

  it('of field permissions start, and hide what they say', async () => {
    const api = await serve({
      endpoints: [Employee],
      jwt: JWT,
      authentication: { backend: ApiKeyAuthentication, permission: ReadOnlyForStrangers },
      providers: [ApiKeys],
    });
    await api.post('/employees', {}, { 'x-api-key': 'k-1' });

    const { json } = await api.get('/employees/1');

    expect(json).toMatchObject({ id: 1 });
    expect(json).not.toHaveProperty('salary');
  });

  it('of single resources allow their owner only', () => {
    const own = new IsOwner().hasObjectPermission(
      { user: { sub: 'ada' } } as never,
      { owner: 'ada' } as never,
    );
    const other = new IsOwner().hasObjectPermission(
      { user: { sub: 'eve' } } as never,
      { owner: 'ada' } as never,
    );

    expect([own, other]).toEqual([true, false]);
  });

  it('of pages show a total beside the page', async () => {
    const api = await serve({ endpoints: [pagination.Film] });

    const answer = await api.get('/films');

    expect(answer.json).toMatchObject({ total: 0, count: 0 });
  });
});

describe('the options of the guides', () => {
  it.each([
    authentication.withTokens,
    authentication.withLogin,
    longer.waitingLonger,
    caching.shared,
    filtering.limited,
    withReplicas,
  ])('%o make a module', (make) => {
    expect(make()).toMatchObject({ global: true });
  });

  it.each([authentication.adapterBehindProxy, authentication.adapterWithLog])(
    '%o makes an adapter that answers',
    async (make) => {
      const adapter = make();
      onTestFinished(() => adapter.close());
      await adapter.init();

      const { statusCode } = await adapter.inject({ url: '/nothing' });

      expect(statusCode).toBe(404);
    },
  );

  it('log users in', () => {
    expect(new AccountLogin().validate('ada', 'lovelace')).toEqual({ sub: 'ada' });
    expect(new AccountLogin().validate('ada', 'byron')).toBeNull();
  });

  it('serve behind a proxy', async () => {
    useEnvironment();
    const api = await clientOf(authentication.behindProxy());

    expect((await api.get('/orders')).status).toBe(401);
  });

  it('send security headers', async () => {
    useEnvironment();
    const app = await authentication.withHelmet();
    onTestFinished(() => app.close());

    const answer = await fetch(`${await app.getUrl()}/orders`);

    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('have a worker for a queue', () => {
    expect(Reflect.getMetadata('imports', queued.AppModule)).toHaveLength(2);
  });
});
