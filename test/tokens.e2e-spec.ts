import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  Endpoint,
  Field,
  type JwtOptions,
  JWTAuthentication,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiRequest,
  RestEndpoint,
} from '../lib/index.js';
import type { ApiAnswer, ApiClient } from './support/api-client.js';
import { KeyServer, newKey } from './support/key-server.js';
import { serve, startNest, startProblems } from './support/nest-app.js';
import { rawRequest } from './support/raw-request.js';
import { SERVERS } from './support/servers.js';
import { bearer, forged, inSeconds, SECRET, signed, unsecured } from './support/tokens.js';

const [SQLITE] = SERVERS;
const HS256 = { alg: 'HS256', typ: 'JWT' };
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NOW = new Date('2030-01-01T00:00:00Z');
const SECONDS = NOW.getTime() / 1000;

@Endpoint('/me', { authentication: { backend: JWTAuthentication } })
class Me extends RestEndpoint {
  @Field()
  name!: string;

  override get(request: LightApiRequest) {
    return Promise.resolve(request.user);
  }
}

describe('a token that another library made', () => {
  it('is accepted, and its payload is the user', async () => {
    const api = await me();

    const answer = await api.get('/me', bearer(await signed({ sub: 'eve', roles: ['a'] })));

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ sub: 'eve', roles: ['a'] });
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('is accepted with the scheme %s', async (scheme) => {
    const api = await me();

    const authorization = `${scheme} ${await signed({})}`;

    expect((await api.get('/me', { authorization })).status).toBe(200);
  });

  it.each([
    ['expired longer ago than the leeway', { exp: SECONDS - 6 }, 401],
    ['expired within the leeway', { exp: SECONDS - 4 }, 200],
    ['not yet valid', { nbf: SECONDS + 6 }, 401],
    ['almost valid', { nbf: SECONDS + 4 }, 200],
    ['issued in the future', { iat: SECONDS + 6 }, 401],
    ['issued almost now', { iat: SECONDS + 4 }, 200],
    ['without any of these', {}, 200],
  ])('%s is answered %s', async (_what, claims, status) => {
    const api = await me({}, { clock: () => NOW });

    const answer = await api.get('/me', bearer(await signed(claims)));

    expect(answer.status).toBe(status);
  });

  it.each([0, 60])('has a leeway of %i seconds where it is configured', async (leeway) => {
    const api = await me({ leeway }, { clock: () => NOW });

    const late = await api.get('/me', bearer(await signed({ exp: SECONDS - leeway })));
    const good = await api.get('/me', bearer(await signed({ exp: SECONDS - leeway + 1 })));

    expect([late.status, good.status]).toEqual([401, 200]);
  });

  it.each([
    [{ aud: 'me' }, 200],
    [{ aud: ['others', 'me'] }, 200],
    [{ aud: 'others' }, 401],
    [{ aud: [] }, 401],
    [{ aud: { me: true } }, 401],
    [{}, 401],
  ])('for the audience %j is answered %i', async (claims, status) => {
    const api = await me({ audience: ['me', 'us'] });

    expect((await api.get('/me', bearer(await signed(claims)))).status).toBe(status);
  });

  it.each([
    [{ iss: 'idp' }, 200],
    [{ iss: 'others' }, 401],
    [{}, 401],
  ])('of the issuer %j is answered %i', async (claims, status) => {
    const api = await me({ issuer: 'idp' });

    expect((await api.get('/me', bearer(await signed(claims)))).status).toBe(status);
  });
});

describe('a token that is refused', () => {
  it.each([
    ...['none', 'None', 'NONE', 'nOnE', 'noNe', ' none', 'none ', '', 'null', 'undefined', 'NonE'],
    ...[null, 0, [], ['HS256'], { alg: 'HS256' }, true],
  ])('has the algorithm %j', async (alg) => {
    const api = await me();
    const good = forged({ alg, typ: 'JWT' }, { sub: 'eve' });
    const bare = good.slice(0, good.lastIndexOf('.') + 1);

    const answers = await Promise.all([api.get('/me', bearer(good)), api.get('/me', bearer(bare))]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  it.each(['HS384', 'HS512'])('is signed with the right secret, by %s', async (alg) => {
    const api = await me();

    expect((await api.get('/me', bearer(await signed({}, SECRET, alg)))).status).toBe(401);
  });

  it.each([
    { ...HS256, crit: ['exp'], exp: 1 },
    { ...HS256, crit: ['b64'], b64: false },
    { ...HS256, crit: [] },
  ])('has an extension that it says must be understood: %j', async (header) => {
    const api = await me();

    expect((await api.get('/me', bearer(forged(header, {})))).status).toBe(401);
  });

  it.each(['kid', 'jku', 'x5u', 'jwk', 'x5c'])(
    'is signed with a key that its own %s names',
    async (member) => {
      const server = await keyServer();
      const header = { ...HS256, [member]: member === 'jwk' ? { kty: 'oct', k: 'a' } : server.url };
      const api = await me();

      const answer = await api.get('/me', bearer(forged(header, {}, 'a')));

      expect(answer.status).toBe(401);
      expect(server.requests).toBe(0);
    },
  );

  it.each(['null', '"eve"', '[]', '[{"sub":"eve"}]', '7', 'true', '', '{', 'no json'])(
    'has the payload %s',
    async (payload) => {
      const api = await me();

      const answers = await Promise.all([
        api.get('/me', bearer(forged(HS256, payload))),
        api.get('/me', bearer(forged({ alg: 'HS256' }, payload))),
      ]);

      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    },
  );

  it.each(
    ['exp', 'nbf', 'iat'].flatMap((name) =>
      ['"2999999999"', 'null', '{}', '[2999999999]', 'true', '1e999'].map((value) => [name, value]),
    ),
  )('says %s is %s', async (name, value) => {
    const api = await me();

    expect((await api.get('/me', bearer(forged(HS256, `{"${name}":${value}}`)))).status).toBe(401);
  });

  it('differs in any one character of its signature', async () => {
    const api = await me();
    const token = await signed({ sub: 'eve' });
    const start = token.lastIndexOf('.') + 1;
    const changed = Array.from({ length: token.length - start }, (_, at) =>
      replacedAt(token, start + at),
    );

    const answers = await Promise.all(changed.map((wrong) => api.get('/me', bearer(wrong))));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('is sent anywhere but in one Authorization: Bearer', async () => {
    const api = await me();
    const token = await signed({});

    const answers = await Promise.all([
      api.get(`/me?access_token=${token}&token=${token}&jwt=${token}`),
      ...['cookie', 'x-access-token', 'x-authorization', 'proxy-authorization', 'token', 'jwt'].map(
        (name) => api.get('/me', { [name]: name === 'cookie' ? `token=${token}` : token }),
      ),
      api.get('/me', { authorization: token }),
      api.get('/me', { authorization: `Token ${token}` }),
      api.get('/me', { authorization: `Bearer ${token}, Bearer ${token}` }),
      api.get('/me', { authorization: `Bearer ${token} ${token}` }),
      api.get('/me', { authorization: `Bearer "${token}"` }),
      api.get('/me', { authorization: 'Bearer' }),
    ]);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('comes in a header that is sent twice', async () => {
    const api = await nestMe();
    const line = `Bearer ${await signed({})}`;

    const once = await api.app.inject({ url: '/me', headers: { authorization: line } });
    const twice = await rawRequest(await api.app.getUrl(), [
      'GET /me HTTP/1.1',
      'Host: api',
      'Connection: close',
      `Authorization: ${line}`,
      `Authorization: ${line}`,
    ]);

    expect(once.statusCode).toBe(200);
    expect(twice).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('a public key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each([
    ['RS256', rsa, 200],
    ['RS512', rsa, 401],
    ['PS256', rsa, 401],
    ['ES256', ec, 200],
  ] as const)('verifies by %s as its kind says', async (alg, { publicKey, privateKey }, status) => {
    const api = await me({ publicKey: pem(publicKey) });
    const token = await new SignJWT({ sub: 'eve' }).setProtectedHeader({ alg }).sign(privateKey);

    expect((await api.get('/me', bearer(token))).status).toBe(status);
  });

  it('is no secret: a token signed with its text by HS256 is refused', async () => {
    const text = pem(rsa.publicKey);
    const api = await me({ publicKey: text });

    const answer = await api.get('/me', bearer(forged(HS256, { sub: 'eve' }, text)));

    expect(answer.status).toBe(401);
  });

  it('verifies no signature that is spelt otherwise', async () => {
    const api = await me({ publicKey: rsa.publicKey });
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey);
    const spellings = Array.from(BASE64URL);

    const answers = await Promise.all(
      spellings.map((last) => api.get('/me', bearer(token.slice(0, -1) + last))),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('keys that an identity provider publishes', () => {
  let provider: KeyServer;
  beforeEach(async () => {
    provider = await KeyServer.start();
  });
  afterEach(() => provider.stop());

  it.each(['RS256', 'ES256'])('verify its tokens by %s, and are fetched once', async (alg) => {
    const key = await newKey('k1', alg);
    provider.keys = [key];
    const api = await me(byUrl(provider));

    const answers = await Promise.all(
      ['eve', 'ada', 'bob'].map(async (sub) => api.get('/me', bearer(await key.sign({ sub })))),
    );

    expect(answers.map(({ json }) => json.sub as string)).toEqual(['eve', 'ada', 'bob']);
    expect(provider.requests).toBe(1);
  });

  it('may change: a new one is fetched, and an old one that is gone is refused', async () => {
    const [first, second] = [await newKey('k1'), await newKey('k2')];
    provider.keys = [first];
    const api = await me(byUrl(provider));
    await api.get('/me', bearer(await first.sign({})));
    provider.keys = [second];
    later(31);

    const renewed = await api.get('/me', bearer(await second.sign({})));
    const withdrawn = await api.get('/me', bearer(await first.sign({})));

    expect([renewed.status, withdrawn.status]).toEqual([200, 401]);
  });

  it('are not fetched for tokens that nobody could have signed', async () => {
    const api = await me(byUrl(provider));
    const key = await newKey('k1');
    const wrong = ['', 'a.b.c', unsecured({}), forged(HS256, {}), `${await key.sign({})}=`];

    const answers = await Promise.all(wrong.map((token) => api.get('/me', bearer(token))));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(provider.requests).toBe(0);
  });

  it('are not fetched anew for each unknown one', async () => {
    const [known, unknown] = [await newKey('k1'), await newKey('k9')];
    provider.keys = [known];
    const api = await me(byUrl(provider));
    await api.get('/me', bearer(await known.sign({})));

    for (let attempt = 0; attempt < 5; attempt += 1)
      await api.get('/me', bearer(await unknown.sign({})));

    expect(provider.requests).toBe(1);
  });

  it('are not fetched anew for each unknown one while the provider fails', async () => {
    const [known, unknown] = [await newKey('k1'), await newKey('k9')];
    provider.keys = [known];
    const api = await me(byUrl(provider));
    await api.get('/me', bearer(await known.sign({})));
    provider.isBroken = true;
    later(31);

    const answers = await inTurn(5, async () => api.get('/me', bearer(await unknown.sign({}))));
    const good = await api.get('/me', bearer(await known.sign({})));
    const asked = provider.requests;
    provider.keys = [known, unknown];
    provider.isBroken = false;
    later(31);
    const renewed = await api.get('/me', bearer(await unknown.sign({})));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(asked).toBe(2);
    expect([good.status, renewed.status]).toEqual([200, 200]);
  });

  it('that never came are asked for again after some seconds, and not before', async () => {
    provider.isBroken = true;
    const key = await newKey('k1');
    provider.keys = [key];
    const api = await me(byUrl(provider));
    later(0);

    const answers = await inTurn(5, async () => api.get('/me', bearer(await key.sign({}))));
    const asked = provider.requests;
    provider.isBroken = false;
    later(6);
    const good = await api.get('/me', bearer(await key.sign({})));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(asked).toBe(1);
    expect(good.status).toBe(200);
  });

  it('that can not be fetched are a 503, not a refusal', async () => {
    provider.isBroken = true;
    const key = await newKey('k1');
    const api = await me(byUrl(provider));

    const answer = await api.get('/me', bearer(await key.sign({})));

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.json).toEqual({ detail: 'credentials can not be checked at the moment' });
  });

  it('verify no token that says another key signed it', async () => {
    const [honest, forger] = [await newKey('k1'), await newKey('k1')];
    provider.keys = [honest];
    const api = await me(byUrl(provider));

    expect((await api.get('/me', bearer(await forger.sign({})))).status).toBe(401);
  });
});

describe('a configuration of tokens that would be unsafe', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it.each<[string, object | string, RegExp]>([
    ['a secret and a public key', { secret: SECRET, publicKey }, /secret and publicKey. Give one/],
    ['a secret for RS256', { secret: SECRET, algorithms: ['HS256', 'RS256'] }, /not for: RS256/],
    ['a public key for HS256', { publicKey, algorithms: ['HS256', 'RS256'] }, /not for: HS256/],
    [
      'keys of a URL for HS256',
      { jwksUrl: 'https://x/y', algorithms: ['HS256'] },
      /not for: HS256/,
    ],
    ['none', { secret: SECRET, algorithms: ['none'] }, /not for: none/],
    ['no algorithm', { secret: SECRET, algorithms: [] }, /none at all/],
    ['an empty secret', { secret: '' }, /no key, or an empty one/],
    ['nothing', {}, /no key, or an empty one/],
    ['a text for a public key', { publicKey: 'key' }, /'publicKey' that is none/],
    ['a private key', { publicKey: privateKey }, /'publicKey' that is none/],
    ['a URL of a file', { jwksUrl: 'file:///etc/keys' }, /no http or https URL/],
    ['a misspelt name', { secret: SECRET, isuer: 'a' }, /no option 'isuer'. Did you mean 'issuer'/],
    ['no options at all', SECRET, /'jwt' is no object/],
    ['a leeway without end', { secret: SECRET, leeway: Infinity }, /'jwt.leeway' is Infinity/],
    ['a leeway that is no number', { secret: SECRET, leeway: NaN }, /'jwt.leeway' is NaN/],
    ['a leeway of an hour', { secret: SECRET, leeway: 3600 }, /'jwt.leeway' is 3600.*0 to 300/],
    ['a leeway in words', { secret: SECRET, leeway: '5s' }, /'jwt.leeway' is "5s"/],
    ['an empty issuer', { secret: SECRET, issuer: '' }, /'jwt.issuer' is ""/],
    ['no issuer of a list', { secret: SECRET, issuer: [] }, /'jwt.issuer' is \[\]/],
    ['an audience of numbers', { secret: SECRET, audience: [1n] }, /'jwt.audience' is \[ 1n \]/],
    ['no audience in words', { secret: SECRET, audience: null }, /'jwt.audience' is null/],
    ['a secret that is none', { secret: 123456 }, /'jwt.secret' is neither text nor bytes/],
    ['no secret in words', { secret: null }, /'jwt.secret' is neither text nor bytes/],
    ['a text for a list', { secret: SECRET, algorithms: 'HS256' }, /'jwt.algorithms' is "HS256"/],
  ])('stops the start: %s', async (_what, jwt, told) => {
    const problems = await startProblems({ endpoints: [Me], jwt: jwt as JwtOptions });

    expect(problems.join('\n')).toMatch(told);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('is a loud warning for a secret that can be guessed', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => {
      warn.mockRestore();
    });

    await me({ secret: 'hunter2' });

    const told = warn.mock.calls.join('\n');
    expect(told).toContain('The secret for tokens has 7 bytes; HS256 needs 32 at least');
    expect(told).not.toContain('hunter2');
  });
});

/** Serves `/me`, with the tests' secret unless another key is given. */
async function me(jwt: JwtOptions = {}, options: LightApiModuleOptions = {}): Promise<ApiClient> {
  const key = jwt.publicKey ?? jwt.jwksUrl ?? jwt.secret;
  const whole = key === undefined ? { secret: SECRET, ...jwt } : jwt;
  return serve(SQLITE!, { endpoints: [Me], jwt: whole, ...options });
}

async function nestMe() {
  const options = { database: 'sqlite::memory:', endpoints: [Me], jwt: { secret: SECRET } };
  return startNest({ imports: [LightApiModule.forRoot(options)] });
}

function byUrl({ url }: KeyServer): JwtOptions {
  return { jwksUrl: url };
}

async function keyServer(): Promise<KeyServer> {
  const server = await KeyServer.start();
  onTestFinished(() => server.stop());
  return server;
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'spki' }) as string;
}

async function inTurn(times: number, send: () => Promise<ApiAnswer>): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (let at = 0; at < times; at += 1) answers.push(await send());
  return answers;
}

/** The clock goes on, and nothing else does. */
function later(seconds: number): void {
  const time = new Date(inSeconds(seconds) * 1000);
  vi.useFakeTimers({ toFake: ['Date'], now: time });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

function replacedAt(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
