import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AllowAny, Endpoint, Field, IsAdminUser, JWTAuthentication } from '../lib/index.js';
import { LightApiModule, RestEndpoint } from '../lib/index.js';
import { expectContract, rowOf, type TestApi, testApi } from '../lib/testing/index.js';
import { Author } from './fixtures/author.endpoint.js';

@Endpoint('/books', {
  authentication: {
    backend: JWTAuthentication,
    permission: {
      GET: AllowAny,
      POST: AllowAny,
      PATCH: AllowAny,
      PUT: AllowAny,
      DELETE: IsAdminUser,
    },
  },
})
class Book extends RestEndpoint {
  @Field({ minLength: 1 }) title!: string;
  @Field({ pattern: /^97[89]-\d{10}$/, unique: true }) isbn!: string;
  @Field({ type: 'int', foreignKey: () => Author }) author_id!: number;
}

const AppModule = LightApiModule.forRoot({ endpoints: [Author, Book] });

describe('books', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi({ endpoints: [Author, Book] });
  });
  afterAll(() => api.close());

  it('keep the contract', () => expectContract(api, Book, { client: api.as({ is_admin: true }) }));

  it('are refused to a late writer', async () => {
    const book = await api.post('/books', await api.rowOf(Book, { title: 'Emma' }));
    await api.patch(book.location, { title: 'Emma I' }, { ifMatch: book.entityTag });

    const late = await api.patch(book.location, { title: 'Emma II' }, { ifMatch: book.entityTag });

    expect(late.status).toBe(412);
  });

  it('are deleted by admins only', async () => {
    const { id } = await api.create(Book);
    const path = `/books/${id}`;

    expect((await api.delete(path)).status).toBe(401);
    expect((await api.as({ sub: '1' }).delete(path)).status).toBe(403);
    expect((await api.as({ sub: '2', is_admin: true }).delete(path)).status).toBe(204);
  });
});

it('the whole application has the same client', async () => {
  await using api = await testApi({
    module: AppModule,
    prepare: (app) => app.setGlobalPrefix('api'),
  });

  const made = await api.post('/api/authors', rowOf(Author, { name: 'Jane Austen' }));

  expect(made).toMatchObject({ status: 201, location: '/api/authors/1' });
});
