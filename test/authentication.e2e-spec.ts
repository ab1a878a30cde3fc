import { Injectable, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  AllowAny,
  type AuthenticationOptions,
  AuthenticationBackend,
  BasicAuthentication,
  Endpoint,
  type EndpointClass,
  type EndpointOptions,
  EndpointService,
  Field,
  getEndpointToken,
  type HttpMethod,
  IsAdminUser,
  IsAuthenticated,
  JWTAuthentication,
  LightApi,
  type LightApiRequest,
  Permission,
  type PermissionContext,
  RestEndpoint,
} from '../lib/index.js';
import { type ApiAnswer, ApiClient } from './support/api-client.js';
import { freshDatabase, serve, startProblems } from './support/nest-app.js';
import { earlyStatusLine } from './support/raw-request.js';
import { SERVERS } from './support/servers.js';
import { basic, bearer, CALLERS, type Caller, SECRET, signed } from './support/tokens.js';

const [SQLITE] = SERVERS;
const jwt = { secret: SECRET };

/** Who a permission lets in. */
type Needed = 'nobody' | 'user' | 'admin';

interface Protection {
  readonly endpoint: EndpointClass;
  readonly route: string;
  readonly needs: Readonly<Record<HttpMethod, Needed>>;
}

/** An endpoint of its own for each permission. */
const PROTECTIONS: readonly Protection[] = [
  protection('/open', { authentication: { permission: AllowAny } }, all('nobody')),
  protection('/default', {}, all('user')),
  protection('/users', { authentication: { permission: IsAuthenticated } }, all('user')),
  protection('/admins', { authentication: { permission: IsAdminUser } }, all('admin')),
  protection(
    '/permissions-by-verb',
    { authentication: { permission: { GET: AllowAny, DELETE: IsAdminUser } } },
    { ...all('user'), GET: 'nobody', DELETE: 'admin' },
  ),
  protection(
    '/verbs',
    {
      methods: {
        GET: { authentication: { permission: AllowAny } },
        POST: {},
        PUT: {},
        PATCH: { authentication: { permission: IsAuthenticated } },
        DELETE: { authentication: { backend: JWTAuthentication } },
      },
      authentication: { permission: IsAdminUser },
    },
    { ...all('admin'), GET: 'nobody', PATCH: 'user' },
  ),
];

interface Call {
  readonly method: string;
  readonly verb: HttpMethod;
  readonly at: 'the collection' | 'a resource';
  readonly status: number;
}

const CALLS: readonly Call[] = [
  { method: 'GET', verb: 'GET', at: 'the collection', status: 200 },
  { method: 'HEAD', verb: 'GET', at: 'the collection', status: 200 },
  { method: 'POST', verb: 'POST', at: 'the collection', status: 201 },
  { method: 'GET', verb: 'GET', at: 'a resource', status: 200 },
  { method: 'HEAD', verb: 'GET', at: 'a resource', status: 200 },
  { method: 'PUT', verb: 'PUT', at: 'a resource', status: 200 },
  { method: 'PATCH', verb: 'PATCH', at: 'a resource', status: 200 },
  { method: 'DELETE', verb: 'DELETE', at: 'a resource', status: 204 },
];

const RANKS: Record<Needed, number> = { nobody: 0, user: 1, admin: 2 };

describe.each(PROTECTIONS)('authentication at $route', ({ endpoint, route, needs }) => {
  let app: NestFastifyApplication;
  let api: ApiClient;
  beforeAll(async () => {
    app = await start({ endpoints: [endpoint], authentication: { backend: JWTAuthentication } });
    api = new ApiClient(await app.getUrl());
  });
  afterAll(() => app.close());

  describe.each(CALLS)('$method of $at', ({ method, verb, at, status }) => {
    it.each(CALLERS)('with $how', async (caller) => {
      const path = at === 'a resource' ? `${route}/${await newRow(app, endpoint)}` : route;

      const answer = await send(api, method, path, caller);

      expect(answer.status).toBe(expectedStatus(caller.who, needs[verb], status));
      expectRightHeaders(answer);
    });
  });

  it('does not ask who sends OPTIONS, nor who uses a verb that is not there', async () => {
    const options = await api.send('OPTIONS', route);
    const missing = await api.send('DELETE', route);

    expect([options.status, missing.status]).toEqual([204, 405]);
  });
});

/** Values that somebody may take for `true`, and claims that others have for the same. */
const NO_ADMINS = [
  ...[
    1,
    -1,
    1.5,
    'true',
    'True',
    'TRUE',
    ' true',
    'yes',
    '1',
    'admin',
    {},
    [],
    [true],
    null,
    false,
  ].map((value) => ({ is_admin: value })),
  ...[{ admin: true }, { isAdmin: true }, { IS_ADMIN: true }, { role: 'admin' }],
  ...[{ roles: ['admin'] }, { user: { is_admin: true } }, { 'is_admin ': true }],
];

describe('what is refused', () => {
  it.each([
    ['401 to nobody', CALLERS[0]!, 401],
    ['403 to a user', CALLERS[7]!, 403],
  ])('is answered %s, whatever else is wrong', async (_what, caller, status) => {
    const api = await serve(SQLITE!, adminsOnly());
    const headers = await caller.headers();

    const answers = await Promise.all([
      api.get('/admins/1', headers),
      api.get('/admins/999', headers),
      api.get('/admins/%00', headers),
      api.get(`/admins/${'9'.repeat(5000)}`, headers),
      api.get('/admins/1e400?page=-1&ordering=&name[$ne]=', headers),
      api.post('/admins', '{"broken', headers),
      api.post('/admins', { name: 3 }, headers),
      api.post('/admins', 'a=1', { ...headers, 'content-type': 'text/plain' }),
      api.post('/admins', '[1]', { ...headers, 'content-type': 'nonsense' }),
      api.post('/admins', `"${'x'.repeat(2_000_000)}"`, headers).catch(() => undefined),
      api.patch('/admins/1', {}, { ...headers, 'if-match': 'nonsense' }),
      api.delete('/admins/1', { ...headers, 'if-match': 'nonsense' }),
    ]);

    // A server may hang up while a large body is still being sent.
    expect(new Set(answers.map((answer) => answer?.status ?? status))).toEqual(new Set([status]));
  });

  it('is told before a body is read that nobody asked for', async () => {
    const api = await serve(SQLITE!, adminsOnly());

    const line = await earlyStatusLine(api.url, [
      'POST /admins HTTP/1.1',
      'Host: api',
      'Content-Type: application/json',
      'Content-Length: 1000',
    ]);

    expect(line).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('is nothing else that is wrong, for callers who may', async () => {
    const api = await serve(SQLITE!, adminsOnly());
    const headers = await CALLERS[8]!.headers();

    const answers = await Promise.all([
      api.get('/admins/999', headers),
      api.get(`/admins/${'9'.repeat(5000)}`, headers),
      api.post('/admins', '{"broken', headers),
      api.post('/admins', { name: 3 }, headers),
      api.post('/admins', 'a=1', { ...headers, 'content-type': 'text/plain' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 422, 415]);
  });

  it('says so in the words of the contract', async () => {
    const api = await serve(SQLITE!, adminsOnly());

    const unknown = await api.get('/admins');
    const forbidden = await api.get('/admins', await CALLERS[7]!.headers());

    expect(unknown.json).toEqual({ detail: 'Authentication credentials invalid.' });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect(forbidden.json).toEqual({
      detail: 'You do not have permission to perform this action.',
    });
  });

  it('is a problem for a client that asks for one', async () => {
    const api = await serve(SQLITE!, adminsOnly());

    const answer = await api.get('/admins', { accept: 'application/problem+json' });

    expect(answer.json).toMatchObject({ status: 401, title: 'Unauthorized' });
  });

  it.each(NO_ADMINS)('is a user whose token says %j', async (claims) => {
    const api = await serve(SQLITE!, adminsOnly());

    const answer = await api.get('/admins', bearer(await signed(claims)));

    expect(answer.status).toBe(403);
  });
});

describe('the payload of a token', () => {
  it('is request.user in hooks', async () => {
    @Endpoint('/mine', { authentication: { backend: JWTAuthentication } })
    class Mine extends RestEndpoint {
      @Field()
      owner!: string;

      override get(request: LightApiRequest) {
        return Promise.resolve({ user: request.user });
      }
    }
    const api = await serve(SQLITE!, { endpoints: [Mine], jwt });

    const answer = await api.get('/mine', bearer(await signed({ sub: 'eve' })));

    expect(answer.json.user).toMatchObject({ sub: 'eve' });
  });
});

describe('backends', () => {
  it('are asked in their order, and the first that knows the caller wins', async () => {
    const backend = [BasicAuthentication, JWTAuthentication];
    const api = await serve(SQLITE!, {
      endpoints: [whoami({ authentication: { backend } })],
      jwt,
      auth: { loginValidator: (name) => ({ by: 'password', name }) },
    });

    const password = await api.get('/whoami', basic('eve', 'x'));
    const token = await api.get('/whoami', bearer(await signed({ by: 'token' })));
    const neither = await api.get('/whoami');

    expect([password.json.by, token.json.by]).toEqual(['password', 'token']);
    expect(neither.headers.get('www-authenticate')).toBe(
      'Basic realm="api", charset="UTF-8", Bearer realm="api"',
    );
  });

  it('of ones own are injected into, and say their challenge', async () => {
    @Injectable()
    class Keys {
      ownerOf(key: unknown) {
        return key === 'k1' ? { sub: 'eve' } : null;
      }
    }
    @Injectable()
    class KeyAuthentication extends AuthenticationBackend {
      override readonly challenge = 'Key realm="api"';

      constructor(private readonly keys: Keys) {
        super();
      }

      authenticate(request: LightApiRequest) {
        return Promise.resolve(this.keys.ownerOf(request.headers['x-key']));
      }
    }
    const authentication = { backend: KeyAuthentication };
    const endpoints = [whoami({ authentication })];
    const api = await serve(SQLITE!, { endpoints, providers: [Keys] });

    const known = await api.get('/whoami', { 'x-key': 'k1' });
    const unknown = await api.get('/whoami', { 'x-key': 'k2' });

    expect(known.json).toEqual({ sub: 'eve' });
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get('www-authenticate')).toBe('Key realm="api"');
  });

  it.each([true, 'eve', 1, '', undefined, null])('that return %j know nobody', async (answer) => {
    class Odd extends AuthenticationBackend {
      authenticate() {
        return answer as object | null;
      }
    }
    const api = await serve(SQLITE!, { endpoints: [whoami({ authentication: { backend: Odd } })] });

    expect((await api.get('/whoami')).status).toBe(401);
  });

  it('that throw let nobody in', async () => {
    class Broken extends AuthenticationBackend {
      authenticate(): never {
        throw new Error('no such table: keys');
      }
    }
    const authentication = { backend: Broken, permission: AllowAny };
    const api = await serve(SQLITE!, { endpoints: [whoami({ authentication })] });

    const answer = await api.get('/whoami');

    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({ detail: 'internal server error' });
  });

  it('of Basic take names and passwords with any character', async () => {
    const credentials: string[] = [];
    const api = await serve(SQLITE!, {
      endpoints: [whoami({ authentication: { backend: BasicAuthentication } })],
      auth: { loginValidator: (...given) => (credentials.push(...given), { ok: true }) },
    });

    await api.get('/whoami', basic('zoë', 'a:b:ü'));

    expect(credentials).toEqual(['zoë', 'a:b:ü']);
  });

  it.each(['Basic', 'Basic ====', 'Basic Og==', 'Basic bm9jb2xvbg==', 'Basic /////w=='])(
    'of Basic refuse "%s"',
    async (authorization) => {
      const api = await serve(SQLITE!, {
        endpoints: [whoami({ authentication: { backend: BasicAuthentication } })],
        auth: { loginValidator: () => ({ ok: true }) },
      });

      const answer = await api.get('/whoami', { authorization });

      expect(answer.status).toBe(401);
    },
  );

  it('of Basic ask a method of a subclass, asynchronous or not', async () => {
    class Own extends BasicAuthentication {
      override validateCredentials(username: string, password: string) {
        return Promise.resolve(password === 'right' ? { username } : null);
      }
    }
    const api = await serve(SQLITE!, { endpoints: [whoami({ authentication: { backend: Own } })] });

    const right = await api.get('/whoami', basic('eve', 'right'));
    const wrong = await api.get('/whoami', basic('eve', 'wrong'));

    expect([right.status, wrong.status]).toEqual([200, 401]);
  });
});

describe('permissions', () => {
  it('of ones own are injected into, and know verb, endpoint and id', async () => {
    const seen: PermissionContext[] = [];
    @Injectable()
    class Journal {
      write(context: PermissionContext) {
        seen.push(context);
      }
    }
    @Injectable()
    class Watched extends Permission {
      constructor(private readonly journal: Journal) {
        super();
      }

      hasPermission(_request: LightApiRequest, context: PermissionContext) {
        this.journal.write(context);
        return true;
      }
    }
    const endpoint = whoami({
      authentication: { backend: JWTAuthentication, permission: Watched },
    });
    const api = await serve(SQLITE!, { endpoints: [endpoint], jwt, providers: [Journal] });
    const headers = bearer(await signed({}));

    await api.get('/whoami', headers);
    await api.send('HEAD', '/whoami/7', { headers });
    await api.get('/whoami');

    expect(seen).toEqual([
      { endpoint, method: 'GET', id: undefined },
      { endpoint, method: 'GET', id: '7' },
    ]);
  });

  it('that judge anonymous callers may let them in', async () => {
    class ReadOnlyForStrangers extends Permission {
      override readonly anonymous = true;

      hasPermission(request: LightApiRequest, { method }: PermissionContext) {
        return method === 'GET' || request.user !== undefined;
      }
    }
    const authentication = { backend: JWTAuthentication, permission: ReadOnlyForStrangers };
    const api = await serve(SQLITE!, { endpoints: [whoami({ authentication })], jwt });

    const read = await api.get('/whoami');
    const write = await api.post('/whoami', { name: 'x' });

    expect([read.status, write.status]).toEqual([200, 401]);
  });

  it.each(['yes', 1, {}, undefined])('that return %j refuse', async (answer) => {
    class Odd extends Permission {
      hasPermission() {
        return answer as unknown as boolean;
      }
    }
    const authentication = { backend: JWTAuthentication, permission: Odd };
    const api = await serve(SQLITE!, { endpoints: [whoami({ authentication })], jwt });

    expect((await api.get('/whoami', bearer(await signed({})))).status).toBe(403);
  });
});

describe('a configuration that would not do what it says', () => {
  it.each<[string, EndpointOptions, RegExp]>([
    [
      'a permission without backend',
      auth({ permission: IsAdminUser }),
      /no backend.*Add 'backend'/,
    ],
    ['authentication of nothing', auth({}), /no backend/],
    [
      'a secret that is missing',
      auth({ backend: JWTAuthentication }),
      /no key.*LIGHTAPI_JWT_SECRET/,
    ],
    [
      'nobody to ask for passwords',
      auth({ backend: BasicAuthentication }),
      /'auth.loginValidator'/,
    ],
    ['a backend that is none', auth({ backend: Date as never }), /has the backend Date/],
    ['a backend that JSON does not know', auth({ backend: 1n as never }), /has the backend 1n/],
    ['no backend in a list', auth({ backend: [] }), /empty 'backend'/],
    ['a permission that is none', auth({ permission: Date as never }), /has the permission Date/],
    [
      'an unknown verb',
      auth({ permission: { GTE: IsAdminUser } as never }),
      /permission for 'GTE'/,
    ],
    ['an unknown option', auth({ permision: AllowAny } as never), /Did you mean 'permission'\?/],
    [
      'a wrong option of a verb',
      { methods: { GET: { authentication: { backend: 3 } } } } as never,
      /'methods.GET' has the backend 3/,
    ],
  ])('stops the start: %s', async (_what, options, told) => {
    const problems = await startProblems({ endpoints: [whoami(options)] });

    expect(problems.join('\n')).toMatch(told);
  });

  it('stops the start for the defaults of the module too', async () => {
    const problems = await startProblems({
      endpoints: [whoami({})],
      authentication: { backend: 'JWT' } as never,
    });

    expect(problems).toEqual([
      `LightApiModule: 'authentication' has the backend "JWT". Name a class that extends AuthenticationBackend.`,
    ]);
  });

  it.each(['', undefined])('stops a server whose environment has the secret %j', async (secret) => {
    const { LIGHTAPI_JWT_SECRET } = process.env;
    if (secret === undefined) delete process.env.LIGHTAPI_JWT_SECRET;
    else process.env.LIGHTAPI_JWT_SECRET = secret;
    const endpoints = [whoami(auth({ backend: JWTAuthentication }))];

    const building = LightApi.create({ database: await freshDatabase(), endpoints }).buildApp();

    await expect(building).rejects.toThrow(/no key, or an empty one/);
    if (LIGHTAPI_JWT_SECRET !== undefined) process.env.LIGHTAPI_JWT_SECRET = LIGHTAPI_JWT_SECRET;
    else delete process.env.LIGHTAPI_JWT_SECRET;
  });
});

function protection(route: string, options: EndpointOptions, needs: Protection['needs']) {
  return { endpoint: thing(route, options), route, needs };
}

function thing(route: string, options: EndpointOptions): EndpointClass {
  @Endpoint(route, { table: 'things', ...options })
  class Thing extends RestEndpoint {
    @Field()
    name!: string;
  }
  return Thing;
}

function all(needed: Needed): Record<HttpMethod, Needed> {
  return { GET: needed, POST: needed, PUT: needed, PATCH: needed, DELETE: needed };
}

function auth(authentication: AuthenticationOptions): EndpointOptions {
  return { authentication };
}

/** Answers with the payload. */
function whoami(options: EndpointOptions): Type<RestEndpoint> {
  @Endpoint('/whoami', options)
  class Whoami extends RestEndpoint {
    @Field()
    name!: string;

    override get(request: LightApiRequest) {
      return Promise.resolve(request.user ?? {});
    }
  }
  return Whoami;
}

function adminsOnly() {
  const authentication = { backend: JWTAuthentication, permission: IsAdminUser };
  return { endpoints: [thing('/admins', { authentication })], jwt };
}

async function start(options: {
  endpoints: EndpointClass[];
  authentication: AuthenticationOptions;
}) {
  return LightApi.run({
    ...options,
    jwt,
    database: 'sqlite::memory:',
    host: '127.0.0.1',
    port: 0,
  });
}

async function newRow(app: NestFastifyApplication, endpoint: EndpointClass): Promise<number> {
  const service = app.get<EndpointService>(getEndpointToken(endpoint), { strict: false });
  const { id } = await service.create({ name: 'a' });
  return id as number;
}

async function send(api: ApiClient, method: string, path: string, caller: Caller) {
  const headers = { ...(await caller.headers()), 'if-match': '*' };
  const body = ['GET', 'HEAD', 'DELETE'].includes(method) ? undefined : { name: 'b' };
  return api.send(method, path, { body, headers });
}

function expectedStatus(who: Needed, needed: Needed, status: number): number {
  if (RANKS[who] >= RANKS[needed]) return status;
  return who === 'nobody' ? 401 : 403;
}

function expectRightHeaders({ status, headers }: ApiAnswer): void {
  expect(headers.has('www-authenticate')).toBe(status === 401);
}
