import helmet from '@fastify/helmet';
import { expect, it, onTestFinished } from 'vitest';

import { Endpoint, Field, JWTAuthentication, LightApi, RestEndpoint } from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { SECRET } from './support/tokens.js';

@Endpoint('/books', { authentication: { backend: JWTAuthentication } })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

it('the recipe for @fastify/helmet puts its headers on refusals too', async () => {
  const options = { database: 'sqlite::memory:', endpoints: [Book], jwt: { secret: SECRET } };
  const app = await LightApi.create(options).buildApp();
  onTestFinished(() => app.close());
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  await app.listen(0, '127.0.0.1');

  const answer = await new ApiClient(await app.getUrl()).get('/books');

  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-security-policy')).toContain(`default-src 'none'`);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});
