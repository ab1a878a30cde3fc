import { AsyncLocalStorage } from 'node:async_hooks';

import { expect, it } from 'vitest';

import { Endpoint, Field, LightApiModule, RestEndpoint } from '../../lib/index.js';
import { freshDatabase, startNest } from '../support/nest-app.js';

const USERS = Array.from({ length: 40 }, (_, at) => `user ${at}`);

const currentUser = new AsyncLocalStorage<string>();

@Endpoint('/badges')
class Badge extends RestEndpoint {
  @Field() owner!: string;

  override scope() {
    return { owner: currentUser.getStore() ?? 'nobody' };
  }
}

// Requests that were let in together were all served in the context of the first of them.
it('what an application has put around each request stays around it, however many come', async () => {
  const database = await freshDatabase();
  const api = await startNest(
    { imports: [LightApiModule.forRoot({ database, endpoints: [Badge] })] },
    {
      prepare: (app) =>
        app
          .getHttpAdapter()
          .getInstance()
          .addHook('onRequest', (request, _reply, done) => {
            currentUser.run(String(request.headers['x-user']), done);
          }),
    },
  );

  const made = await ofAll((headers, owner) => api.post('/badges', { owner }, headers));
  const seen = await ofAll((headers) => api.get('/badges', headers));

  expect(made.map(({ status, json }) => [status, json.owner as unknown])).toEqual(
    USERS.map((owner) => [201, owner]),
  );
  const owners = seen.map(({ json }) => json.results as { owner: string }[]);
  expect(owners.map((all) => all.map(({ owner }) => owner))).toEqual(USERS.map((user) => [user]));
});

function ofAll<T>(ask: (headers: Record<string, string>, user: string) => Promise<T>) {
  return Promise.all(USERS.map((user) => ask({ 'x-user': user }, user)));
}
