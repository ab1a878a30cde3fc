import { describe, expect, it } from 'vitest';

import { Endpoint, Field, LightApiModule, RestEndpoint } from '../lib/index.js';
import { describeOnEachDatabase, freshDatabase, serve, startNest } from './support/nest-app.js';
import { SERVERS, startApi } from './support/servers.js';

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;
}

/** An endpoint in the place of a route of ours. */
@Endpoint('/healthz')
class Health extends RestEndpoint {
  @Field() name!: string;
}

describeOnEachDatabase('the health of a server', (server) => {
  it.each(['/healthz', '/readyz'])('is told at %s', async (path) => {
    const api = await serve(server, { endpoints: [Part] });

    const answer = await api.get(path);

    expect(answer).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect((await api.send('HEAD', path)).status).toBe(200);
  });

  it('is told by GET alone', async () => {
    const api = await serve(server, { endpoints: [Part] });

    const answer = await api.post('/healthz', {});

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('leaves the path to an endpoint that wants it', async () => {
    const api = await serve(server, { endpoints: [Health] });

    expect((await api.get('/healthz')).json).toEqual({ results: [] });
    expect((await api.get('/readyz')).json).toEqual({ status: 'ok' });
  });
});

describe.each(SERVERS.filter(({ name }) => name === 'PostgreSQL'))(
  'a database that is gone on $name',
  (server) => {
    it.skipIf(server.missing)('makes the process live, but not ready', async () => {
      const database = await server.create();
      const create = () => Promise.resolve(database);
      const api = await startApi({ ...server, create }, { endpoints: [Part] });
      await database.drop();

      const [alive, ready] = [await api.get('/healthz'), await api.get('/readyz')];

      await api.stop();
      expect([alive.status, ready.status]).toEqual([200, 503]);
      expect(ready.headers.get('retry-after')).toBe('1');
    });
  },
);

it('is not told by a Nest application that does not ask for it', async () => {
  const database = await freshDatabase();
  const silent = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Part] })],
  });

  expect((await silent.get('/healthz')).status).toBe(404);
});
