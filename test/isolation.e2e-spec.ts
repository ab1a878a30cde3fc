import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  IsAuthenticated,
  JWTAuthentication,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import { describeOnEachDatabase } from './support/nest-app.js';
import { startApi, type TestApi } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

const USERS = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'];
const ROWS_EACH = 3;

const options = {
  filtering: { fields: ['owner', 'title'], search: ['title'], ordering: ['title', 'owner'] },
  serializer: { fields: ['id', 'title', 'owner', 'version'] },
} as const;

function own(request: LightApiRequest) {
  return { owner: (request.user as { sub: string }).sub };
}

@Endpoint('/papers', { ...options, table: 'papers', pagination: { style: 'cursor', pageSize: 2 } })
class Paper extends RestEndpoint {
  @Field()
  owner!: string;

  @Field({ unique: true })
  title!: string;

  @Field({ type: 'string', optional: true })
  secret?: string | null;

  override scope(request: LightApiRequest) {
    return own(request);
  }
}

@Endpoint('/kept-papers', { ...options, table: 'papers', cache: { ttl: 60 } })
class KeptPaper extends Paper {}

const PATHS = ['/papers', '/kept-papers'];

describeOnEachDatabase('what belongs to one user', (server) => {
  let api: TestApi;
  const headers: Record<string, Record<string, string>> = {};
  beforeAll(async () => {
    api = await startApi(server, {
      endpoints: [Paper, KeptPaper],
      authentication: { backend: JWTAuthentication, permission: IsAuthenticated },
      jwt: { secret: SECRET },
    });
    for (const sub of USERS) headers[sub] = bearer(await signed({ sub }));
    for (let at = 0; at < ROWS_EACH; at += 1)
      for (const owner of USERS) {
        const body = { owner, title: `${owner} ${at}`, secret: `secret of ${owner}` };
        expect((await api.post('/papers', body, headers[owner])).status).toBe(201);
      }
  });
  afterAll(() => api.stop());

  it.each(PATHS)('is never in an answer to another, however many ask at once: %s', async (path) => {
    const queries = ['', '?ordering=-title', '?search=u', '?fields=owner,title', '?owner[ne]=x'];

    const strangers = await Promise.all(
      USERS.flatMap((user) =>
        Array.from({ length: 10 }, async (_, at) => {
          const answer = await api.get(path + queries[at % queries.length]!, headers[user]);
          const { results } = answer.json as { results: { owner: string }[] };
          expect(results.length).toBeGreaterThan(0);
          return results.filter(({ owner }) => owner !== user);
        }),
      ),
    );

    expect(strangers.flat()).toEqual([]);
  });

  it.each(PATHS)('is not found by a filter, a search or an order of another: %s', async (path) => {
    const queries = ['?owner=u1', '?owner[in]=u1,u2', '?search=u1', '?title[startswith]=u1'];

    for (const query of queries)
      expect((await api.get(path + query, headers.u0)).json.results).toEqual([]);
  });

  it('is not reached with a cursor of another', async () => {
    const first = await api.get('/papers?ordering=title', headers.u1);
    const cursor = encodeURIComponent(first.json.next as string);

    const answer = await api.get(`/papers?ordering=title&cursor=${cursor}`, headers.u0);

    const { results = [], detail = '' } = answer.json;
    expect([200, 400]).toContain(answer.status);
    // Cursors are sealed texts, in which any letters may stand.
    expect(JSON.stringify([results, detail])).not.toContain('u1');
  });

  it.each(['"1"', '"2"', '*', 'W/"1"'])(
    'is not told apart from nothing by conditions: %s',
    async (tag) => {
      for (const name of ['if-match', 'if-none-match'])
        for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
          const body = method === 'GET' || method === 'DELETE' ? undefined : { title: 'x' };
          const sent = { headers: { ...headers.u0, [name]: tag }, body };

          const others = await api.send(method, '/papers/2', sent);
          const nothing = await api.send(method, '/papers/999999', sent);

          expect([method, name, others.status]).toEqual([method, name, nothing.status]);
          expect([404, 422]).toContain(others.status);
          expect(others.text).toBe(nothing.text);
        }
    },
  );

  it('can not be given away, taken or made for another', async () => {
    const given = await api.patch('/papers/1', { owner: 'u1', version: 1 }, headers.u0);
    const taken = await api.patch('/papers/2', { owner: 'u0', version: 1 }, headers.u0);
    const made = await api.post('/papers', { owner: 'u1', title: 'planted' }, headers.u0);

    expect([given.status, taken.status, made.status]).toEqual([403, 404, 403]);
    expect((await api.get('/papers/2', headers.u1)).json).toMatchObject({ owner: 'u1' });
  });

  it('has no values of its own in the error about a unique one', async () => {
    const body = { owner: 'u0', title: 'u1 0' };

    const answer = await api.post('/papers', body, headers.u0);

    expect(answer.status).toBe(409);
    expect(answer.text).not.toMatch(/secret|u1/);
  });

  it.each(['secret=secret of u0', 'secret[ne]=x', 'ordering=secret', 'search=secret'])(
    'keeps what is hidden from questions too: ?%s',
    async (query) => {
      const answer = await api.get(`/papers?${encodeURI(query)}`, headers.u0);

      expect([200, 400]).toContain(answer.status);
      expect(answer.text).not.toContain('secret of');
      if (answer.status === 200 && query !== 'search=secret')
        expect(answer.json.results).toHaveLength(2);
    },
  );

  it.each(['id', 'version', 'created_at', 'updated_at', 'is_admin', 'constructor'])(
    'is not made by a member that clients do not set: %s',
    async (name) => {
      const title = `mass ${name}`;
      const body = { owner: 'u0', title, [name]: name.endsWith('_at') ? '2000-01-01' : 77 };

      const made = await api.post('/papers', body, headers.u0);
      await api.delete(made.headers.get('location')!, headers.u0);

      expect(made.status).toBe(201);
      expect(made.json).toMatchObject({ version: 1 });
      expect(made.json.id).not.toBe(77);
      expect(Object.keys(made.json as object)).not.toContain('is_admin');
    },
  );
});
