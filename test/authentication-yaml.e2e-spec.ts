import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type HttpMethod, LightApi } from '../lib/index.js';
import { ApiClient } from './support/api-client.js';
import { type Caller, CALLERS, SECRET } from './support/tokens.js';

type Needed = 'nobody' | 'user' | 'admin';

const [ADMIN] = CALLERS.filter(({ who }) => who === 'admin');
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const RANKS: Record<Needed, number> = { nobody: 0, user: 1, admin: 2 };

const all = (needed: Needed): Record<HttpMethod, Needed> => ({
  ...{ GET: needed, POST: needed, PUT: needed, PATCH: needed, DELETE: needed },
});

/** What a file says of an endpoint, and who may use it then. */
const PROTECTIONS = [
  { route: '/open', meta: { authentication: { permission: 'AllowAny' } }, needs: all('nobody') },
  { route: '/default', meta: {}, needs: all('user') },
  {
    route: '/users',
    meta: { authentication: { permission: 'IsAuthenticated' } },
    needs: all('user'),
  },
  {
    route: '/admins',
    meta: { authentication: { permission: 'IsAdminUser' } },
    needs: all('admin'),
  },
  {
    route: '/by-verb',
    meta: {
      authentication: { permission: 'IsAdminUser' },
      methods: {
        GET: { authentication: { permission: 'AllowAny' } },
        POST: null,
        PUT: {},
        PATCH: { authentication: { permission: 'IsAuthenticated' } },
        DELETE: {},
      },
    },
    needs: { ...all('admin'), GET: 'nobody', PATCH: 'user' } as Record<HttpMethod, Needed>,
  },
];

describe.each(PROTECTIONS)('an endpoint of a file at $route', ({ route, meta, needs }) => {
  let app: NestFastifyApplication;
  let api: ApiClient;
  beforeAll(async () => {
    const server = await LightApi.fromObject({
      database: { url: 'sqlite::memory:' },
      jwt: { secret: SECRET },
      defaults: { authentication: { backend: 'JWTAuthentication' } },
      endpoints: [{ route, fields: { name: { type: 'str' } }, meta }],
    });
    app = await server.run({ host: '127.0.0.1', port: 0 });
    api = new ApiClient(await app.getUrl());
  });
  afterAll(() => app.close());

  describe.each(VERBS)('%s', (verb) => {
    it.each(CALLERS)('with $how', async (caller) => {
      const { json } = await api.post(route, { name: 'a' }, await ADMIN!.headers());
      const paths = verb === 'POST' ? [route] : [`${route}/${json.id as number}`];
      if (verb === 'GET') paths.push(route);

      const statuses = await Promise.all(paths.map((path) => status(verb, path, caller)));

      expect(new Set(statuses)).toEqual(new Set([expected(caller.who, needs[verb])]));
    });
  });

  async function status(verb: HttpMethod, path: string, caller: Caller) {
    const body = verb === 'GET' || verb === 'DELETE' ? {} : { body: { name: 'b', version: 1 } };
    const answer = await api.send(verb, path, { ...body, headers: await caller.headers() });
    return answer.status < 300 ? 'allowed' : answer.status;
  }
});

function expected(who: Needed, needed: Needed): 'allowed' | 401 | 403 {
  if (RANKS[who] >= RANKS[needed]) return 'allowed';
  return who === 'nobody' ? 401 : 403;
}
