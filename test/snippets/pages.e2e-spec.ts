import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';

import { Customer, Parcel, Scales } from '../../docs/snippets/endpoints/endpoints.js';
import { Document } from '../../docs/snippets/how-to/soft-delete.js';
import { Invoice } from '../../docs/snippets/how-to/tenants.js';
import * as oneClass from '../../docs/snippets/tutorial/1-one-class.js';
import * as rules from '../../docs/snippets/tutorial/2-rules.js';
import * as questions from '../../docs/snippets/tutorial/3-questions.js';
import { Review } from '../../docs/snippets/tutorial/4-reviews.js';
import { AppModule, RatingController } from '../../docs/snippets/tutorial/5-nest.js';
import {
  type EndpointClass,
  type EndpointService,
  getEndpointToken,
  LightApiModule,
} from '../../lib/index.js';
import { startNest } from '../support/nest-app.js';
import { readmeRequests } from '../support/readme-requests.js';
import { serveSnippet } from '../support/snippets.js';

const SECRET = 'a secret of at least thirty-two bytes';

const PAGES: readonly [string, readonly EndpointClass[]][] = [
  ['docs/tutorial/1-one-class.md', [oneClass.Book]],
  ['docs/tutorial/2-rules.md', [rules.Book]],
  ['docs/tutorial/3-questions.md', [questions.Book]],
  ['docs/tutorial/4-reviews.md', [questions.Book, Review]],
];

describe('the tutorial', () => {
  it.each(PAGES)('has in %s answers as they come', async (document, endpoints) => {
    const api = await serveSnippet({ endpoints });
    const requests = readmeRequests(document);

    for (const { method, path, headers, body, status, answer } of requests) {
      const come = await api.send(method, path, { headers, ...(body !== undefined && { body }) });
      expect({ path, status: come.status }).toEqual({ path, status });
      if (answer !== undefined) expect(timeless(come.json)).toEqual(timeless(answer));
    }

    expect(requests.length).toBeGreaterThan(0);
  });

  it('ends with a controller beside the endpoints', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({
          database: 'sqlite::memory:',
          endpoints: [questions.Book, Review],
        }),
      ],
      controllers: [RatingController],
    });
    await api.post('/books', { title: 'Emma' });
    await api.post('/reviews', { book_id: 1, stars: 4 });
    await api.post('/reviews', { book_id: 1, stars: 5 });

    expect((await api.get('/books/1/rating')).json).toEqual({ reviews: 2, stars: 4.5 });
    expect(Reflect.getMetadata('controllers', AppModule)).toEqual([RatingController]);
  });
});

describe('the guides to endpoints and services', () => {
  it('serve what they declare, and nothing else', async () => {
    const api = await serveSnippet({ endpoints: [Customer] });

    const wrong = await api.post('/customers', { name: 'Ada', email: 'none' });
    const made = await api.post('/customers', { name: 'Ada', email: 'ada@example.com' });

    expect(wrong.json.detail).toMatchObject([{ loc: ['email'] }]);
    expect(made.json).toMatchObject({ kind: 'new', id: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect((await api.delete(`/customers/${made.json.id}`)).status).toBe(405);
  });

  it('have hooks around operations, and try again after a conflict', async () => {
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Parcel] })],
      providers: [Scales],
    });

    expect((await api.post('/parcels', { weight: 3 })).status).toBe(400);
    expect((await api.post('/parcels', { weight: 3 }, { 'x-depot': 'A' })).status).toBe(201);
    expect(await api.app.get(Scales).weigh(1, 5)).toMatchObject({ weight: 5, version: 2 });
    const parcels = api.app.get<EndpointService<Parcel>>(getEndpointToken(Parcel));
    expect(await parcels.create({ weight: 2 })).not.toHaveProperty('cost');
    expect((await api.get('/parcels')).json).toMatchObject({ weight: 7 });
  });
});

describe('the how-tos', () => {
  it('keep tenants apart', async () => {
    const api = await serveSnippet({ endpoints: [Invoice], jwt: { secret: SECRET } });
    const as = (tenant: string) => ({
      authorization: `Bearer ${new JwtService({ secret: SECRET }).sign({ tenant })}`,
    });

    const { status } = await api.post('/invoices', { total: '9.5', tenant: 'b' }, as('a'));

    expect(status).toBe(201);
    expect((await api.get('/invoices/1', as('a'))).json.tenant).toBe('a');
    expect((await api.get('/invoices/1', as('b'))).status).toBe(404);
    expect((await api.patch('/invoices/1', { tenant: 'b', version: 1 }, as('a'))).status).toBe(403);
    const moved = { total: '1', tenant: 'b', version: 1 };
    expect((await api.put('/invoices/1', moved, as('a'))).status).toBe(403);
    const replaced = await api.put('/invoices/1', { total: '7', version: 1 }, as('a'));
    expect(replaced.json).toMatchObject({ total: '7.00', tenant: 'a', version: 2 });
  });

  it('delete softly', async () => {
    const api = await serveSnippet({ endpoints: [Document] });
    await api.post('/documents', { name: 'plan' });

    const { status } = await api.delete('/documents/1');

    expect(status).toBe(204);
    expect((await api.get('/documents')).json.results).toEqual([]);
    expect((await api.get('/documents/1')).json.deleted_at).toEqual(expect.any(String));
  });
});

/** Without the members that a document can't know. */
function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (key.endsWith('_at') ? undefined : member)),
  );
}
