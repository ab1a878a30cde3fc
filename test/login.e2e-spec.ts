import { generateKeyPairSync } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  BasicAuthentication,
  Endpoint,
  type EndpointClass,
  Field,
  type JwtOptions,
  JWTAuthentication,
  LightApiModule,
  type LightApiModuleAsyncOptions,
  type LightApiOptions,
  type LoginOptions,
  type LoginValidator,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { freshDatabase, serve, startNest, startProblems } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { basic, bearer, SECRET } from './support/tokens.js';

const [SQLITE] = SERVERS;
const EVE = { username: 'eve', password: 'right' };
const INVALID = { detail: 'Invalid credentials' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

@Endpoint('/by-token', { authentication: { backend: JWTAuthentication } })
class ByToken extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/by-password', { authentication: { backend: BasicAuthentication } })
class ByPassword extends RestEndpoint {
  @Field()
  name!: string;
}

function onlyEve(username: string, password: string) {
  return username === 'eve' && password === 'right' ? { sub: 'eve', roles: ['reader'] } : null;
}

describe('a login', () => {
  it.each(['/auth/login', '/auth/token'])('at %s answers a token and the user', async (path) => {
    const api = await start();

    const answer = await api.post(path, EVE);

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      token: expect.any(String) as string,
      user: { sub: 'eve', roles: ['reader'] },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('gives a token that the API accepts, and another library too', async () => {
    const api = await start();

    const token = await tokenOf(api);

    expect((await api.get('/by-token', bearer(token))).status).toBe(200);
    const { payload } = await jwtVerify(token, new TextEncoder().encode(SECRET));
    expect(payload).toMatchObject({ sub: 'eve', roles: ['reader'] });
    expect(payload.exp! - payload.iat!).toBe(3600);
  });

  it('takes a Basic header for the body', async () => {
    const api = await start();

    const answer = await api.send('POST', '/auth/login', { headers: basic('eve', 'right') });

    expect(answer.status).toBe(200);
    expect(answer.json.user.sub).toBe('eve');
  });

  it('answers the user alone where no endpoint takes tokens', async () => {
    const api = await start({}, [ByPassword]);

    const answer = await api.post('/auth/login', EVE);

    expect(answer.json).toEqual({ user: { sub: 'eve', roles: ['reader'] } });
  });

  it('is where authPath says', async () => {
    const api = await start({ authPath: '/v1/session' });

    const there = await api.post('/v1/session/login', EVE);
    const elsewhere = await api.post('/auth/login', EVE);

    expect([there.status, elsewhere.status]).toEqual([200, 404]);
  });

  it('is there with a slash behind it as well, as routes of endpoints are', async () => {
    const api = await start({ authPath: '/session/' });

    expect((await api.post('/session/login', EVE)).status).toBe(200);
  });

  it('is asked of a class that is injected into, with a promise', async () => {
    @Injectable()
    class Users {
      readonly passwords = new Map([['eve', 'right']]);
    }
    @Injectable()
    class Validator implements LoginValidator {
      constructor(private readonly users: Users) {}

      validate(username: string, password: string) {
        const known = this.users.passwords.get(username) === password;
        return Promise.resolve(known ? { sub: username } : null);
      }
    }
    const api = await serve(SQLITE!, {
      endpoints: [ByToken],
      providers: [Users],
      jwt: { secret: SECRET },
      auth: { loginValidator: Validator },
    });

    const right = await api.post('/auth/login', EVE);
    const wrong = await api.post('/auth/login', { ...EVE, password: 'wrong' });

    expect([right.status, wrong.status]).toEqual([200, 401]);
  });

  it('works in a Nest application with options from a factory', async () => {
    const database = await freshDatabase();
    const api = await startNest({
      imports: [
        LightApiModule.forRootAsync({
          endpoints: [ByToken],
          authPath: '/auth',
          useFactory: () => ({
            database,
            jwt: { secret: SECRET },
            auth: { loginValidator: onlyEve },
          }),
        }),
      ],
    });

    const token = await tokenOf(api);

    expect((await api.get('/by-token', bearer(token))).status).toBe(200);
  });
});

describe('the token of a login', () => {
  it('lasts as long as jwtExpiration says, whatever the user says', async () => {
    const loginValidator = () => ({ sub: 'eve', exp: 1, iat: 'x', nbf: 9e9, aud: 'a', iss: 'b' });
    const api = await start({ loginValidator, jwtExpiration: 60 });

    const token = await tokenOf(api);

    const { exp, iat, ...rest } = decodeJwt(token);
    expect(exp! - iat!).toBe(60);
    expect(rest).toEqual({ sub: 'eve' });
    expect((await api.get('/by-token', bearer(token))).status).toBe(200);
  });

  it('says what jwtExtraClaims name, and nothing else', async () => {
    const api = await start({ jwtExtraClaims: ['sub', 'email'] });

    const { token, user } = (await api.post('/auth/login', EVE)).json as Login;

    expect(Object.keys(decodeJwt(token)).sort()).toEqual(['exp', 'iat', 'sub']);
    expect(user.roles).toEqual(['reader']);
  });

  it.each<[string, JwtOptions]>([
    ['alone', {}],
    ['beside others', { algorithms: ['HS256', 'HS512'] }],
  ])('is signed by jwtAlgorithm, %s, and accepted', async (_what, jwt) => {
    const api = await start({ jwtAlgorithm: 'HS512' }, [ByToken], jwt);

    const token = await tokenOf(api);

    expect(decodeProtectedHeader(token).alg).toBe('HS512');
    expect((await api.get('/by-token', bearer(token))).status).toBe(200);
  });

  it('names issuer and audience where tokens must, so that it is accepted', async () => {
    const api = await start({}, [ByToken], { issuer: ['me', 'us'], audience: 'api' });

    const token = await tokenOf(api);

    expect(decodeJwt(token)).toMatchObject({ iss: 'me', aud: 'api' });
    expect((await api.get('/by-token', bearer(token))).status).toBe(200);
  });
});

describe('a login that fails', () => {
  it.each([
    ['an unknown user', { username: 'bob', password: 'right' }],
    ['another password', { username: 'eve', password: 'wrong' }],
  ])('is the same 401 for %s', async (_what, body) => {
    const api = await start();

    const answer = await api.post('/auth/login', body);

    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(INVALID);
    expect(answer.headers.has('www-authenticate')).toBe(true);
  });

  it.each([true, 'eve', 1, '', undefined, null])('does so for the answer %j', async (answer) => {
    const api = await start({ loginValidator: () => answer as unknown as object });

    expect((await api.post('/auth/login', EVE)).status).toBe(401);
  });

  it('does so where the validator throws, which is logged without the password', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    const api = await start(
      {
        loginValidator: (_name, password) => {
          throw new Error(`no such column: '${password}'`);
        },
      },
      [ByPassword],
    );

    const login = await api.post('/auth/login', { username: 'eve', password: 'hunter2' });
    const request = await api.get('/by-password', basic('eve', 'hunter2'));

    expect([login.json, request.status]).toEqual([INVALID, 401]);
    expect(log.mock.calls).toHaveLength(2);
    expect(log.mock.calls.join('\n')).toContain(`no such column: '[redacted]'`);
    expect(log.mock.calls.join('\n')).not.toContain('hunter2');
  });

  it('logs the kind of an error and its place alone where the password is a short word', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    const api = await start({
      loginValidator: () => {
        throw new RangeError('no such column');
      },
    });

    const login = await api.post('/auth/login', { username: 'eve', password: 'col' });

    const logged = log.mock.calls.join('\n');
    expect(login.json).toEqual(INVALID);
    expect(logged).toMatch(/RangeError\n\s+at .*login\.e2e-spec\.ts:\d+:\d+/);
    expect(logged).not.toContain('no such column');
  });

  it.each(['Basic', 'Basic !', 'Basic Og=='])('does so for the header "%s"', async (header) => {
    const api = await start();

    const answer = await api.post('/auth/login', EVE, { authorization: header });

    expect([answer.status, answer.json]).toEqual([401, INVALID]);
  });

  it('does not ask the validator about passwords without end', async () => {
    const loginValidator = vi.fn(onlyEve);
    const api = await start({ loginValidator }, [ByPassword]);

    const answer = await api.get('/by-password', basic('eve', 'x'.repeat(1025)));

    expect(answer.status).toBe(401);
    expect(loginValidator).not.toHaveBeenCalled();
  });
});

describe('a login that can not be read', () => {
  it.each([
    ['no members', {}, [missing('username'), missing('password')]],
    ['no password', { username: 'eve' }, [missing('password')]],
    [
      'wrong types',
      { username: 1, password: ['secret'] },
      [
        entry('username', 'string_type', 'Input should be a valid string'),
        entry('password', 'string_type', 'Input should be a valid string'),
      ],
    ],
    [
      'empty texts',
      { username: '', password: '' },
      [
        entry('username', 'string_too_short', 'String should have at least 1 character'),
        entry('password', 'string_too_short', 'String should have at least 1 character'),
      ],
    ],
    [
      'a text without end',
      { username: 'eve', password: 'x'.repeat(1025) },
      [entry('password', 'string_too_long', 'String should have at most 1024 characters')],
    ],
  ])('is a 422 that repeats nothing: %s', async (_what, body, detail) => {
    const api = await start();

    const answer = await api.post('/auth/login', body);

    expect(answer.status).toBe(422);
    expect(answer.json).toEqual({ detail });
  });

  it.each([
    ['a list', '[]', {}, 422],
    ['a text', '"eve"', {}, 422],
    ['broken JSON', '{"username"', {}, 400],
    ['a form', 'username=eve&password=right', FORM, 415],
    ['a body that is too large', `{"username":"${'x'.repeat(20_000)}"}`, {}, 413],
  ])('is refused: %s', async (_what, body, headers, status) => {
    const api = await start();

    expect((await api.post('/auth/login', body, headers)).status).toBe(status);
  });

  it('is refused without a body', async () => {
    const api = await start();

    expect((await api.send('POST', '/auth/login')).status).toBe(422);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('is a 405 by %s', async (method) => {
    const api = await start();

    const answer = await api.send(method, '/auth/login');

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
    expect(answer.json).toEqual({ detail: 'Method Not Allowed. Allowed: POST' });
  });
});

describe('a configuration of logins that can not work', () => {
  it.each<[string, LoginOptions | object, RegExp]>([
    ['no validator', {}, /'auth.loginValidator' is missing/],
    [
      'a text for one',
      { loginValidator: 'users.validate' },
      /'auth.loginValidator' is no function and no class/,
    ],
    ['no time', { loginValidator: onlyEve, jwtExpiration: 0 }, /'auth.jwtExpiration' is 0/],
    ['an unknown algorithm', { loginValidator: onlyEve, jwtAlgorithm: 'none' }, /'auth.jwtAlgo/],
    ['one for other keys', { loginValidator: onlyEve, jwtAlgorithm: 'RS256' }, /not for: RS256/],
    ['time in words', { loginValidator: onlyEve, jwtExpiration: 1n }, /'auth.jwtExpiration' is 1n/],
    [
      'a name for a list of names',
      { loginValidator: onlyEve, jwtExtraClaims: 'sub' },
      /'auth.jwtExtraClaims' is "sub"/,
    ],
    ['a misspelt name', { loginValidator: onlyEve, rateLimits: {} }, /no option 'rateLimits'/],
    ['no options at all', [], /'auth' is \[\]. Give an object/],
    ['a limit of null', { loginValidator: onlyEve, rateLimit: null }, /'auth.rateLimit' is no/],
    ['a limit of nothing', { loginValidator: onlyEve, rateLimit: {} }, /'auth.rateLimit' has no/],
    [
      'a limit that is none',
      { loginValidator: onlyEve, rateLimit: { requests_per_minute: '10' } },
      /'requests_per_minute', which is 10/,
    ],
  ])('stops the start: %s', async (_what, auth, told) => {
    const options = { endpoints: [ByToken], jwt: { secret: SECRET }, auth: auth as LoginOptions };

    expect((await startProblems(options)).join('\n')).toMatch(told);
  });

  it('stops the start: a path that the factory of forRootAsync gives', async () => {
    const useFactory = () => ({ auth: { authPath: '/auth', loginValidator: onlyEve } });

    const starting = startNest({
      imports: [LightApiModule.forRootAsync({ endpoints: [], useFactory })],
    });

    await expect(starting).rejects.toThrow(/Give it beside the factory/);
  });

  it.each<[string, LightApiModuleAsyncOptions, LightApiOptions, RegExp]>([
    ['a path, and nobody to ask', { authPath: '/auth' }, {}, /'authPath' is '\/auth', and/],
    ['somebody to ask, and no path', {}, { auth: { loginValidator: onlyEve } }, /nobody asks/],
    ['health from the factory', {}, { health: true }, /'health' comes from the factory/],
  ])('stops the start with forRootAsync: %s', async (_what, given, made, told) => {
    const useFactory = () => ({ database: 'sqlite::memory:', jwt: { secret: SECRET }, ...made });

    const starting = startNest({
      imports: [LightApiModule.forRootAsync({ endpoints: [ByToken], ...given, useFactory })],
    });

    await expect(starting).rejects.toThrow(told);
  });

  it('does not stop the start where BasicAuthentication asks, and there is no path', async () => {
    const auth = { loginValidator: onlyEve, rateLimit: false as const };
    const useFactory = () => ({ database: 'sqlite::memory:', auth });
    const api = await startNest({
      imports: [LightApiModule.forRootAsync({ endpoints: [ByPassword], useFactory })],
    });

    expect((await api.get('/by-password', basic('eve', 'right'))).status).toBe(200);
  });

  it('is warned of where a login can give no token', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => {
      warn.mockRestore();
    });
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    await start({}, [ByToken], { secret: undefined, publicKey } as object);

    expect(warn.mock.calls.join('\n')).toContain(`'jwt' has no 'secret' to sign one with`);
  });

  it.each([
    ['a route of an endpoint at which users log in', {}, '/auth/login'],
    ['the same, at a path of its own', { authPath: '/session' }, '/session/token/'],
  ])('stops the start: %s', async (_what, where, route) => {
    @Endpoint(route)
    class Logins extends RestEndpoint {
      @Field() name!: string;
    }

    const problems = await startProblems({
      endpoints: [Logins],
      auth: { ...where, loginValidator: onlyEve },
    });

    expect(problems).toEqual([
      `Logins: its route '${route.replace(/\/$/, '')}' is one at which users log in. Give it another, or 'auth.authPath' another path.`,
    ]);
  });

  it('stops the start: a path that is none', () => {
    const auth = { authPath: 'auth/:x', loginValidator: onlyEve };

    expect(() => LightApiModule.forRoot({ endpoints: [ByToken], auth })).toThrow(/'authPath'/);
  });
});

function start(
  auth: Partial<LoginOptions> = {},
  endpoints: EndpointClass[] = [ByToken],
  jwt: JwtOptions = {},
) {
  return serve(SQLITE!, {
    endpoints,
    jwt: { secret: SECRET, ...jwt },
    auth: { loginValidator: onlyEve, rateLimit: false, ...auth },
  });
}

interface Login {
  readonly token: string;
  readonly user: { readonly roles: string[] };
}

async function tokenOf(api: ApiClient): Promise<string> {
  return ((await api.post('/auth/login', EVE)).json as Login).token;
}

function missing(name: string) {
  return entry(name, 'missing', 'Field required');
}

function entry(name: string, type: string, msg: string) {
  return { type, loc: [name], msg, input: null };
}
