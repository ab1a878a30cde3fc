import { raw } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { CanActivate } from '@nestjs/common';
import { expect, it } from 'vitest';

import {
  AllowAny,
  AuthenticationBackend,
  Endpoint,
  type EndpointClass,
  type EndpointOptions,
  entityOf,
  Field,
  IsAdminUser,
  JWTAuthentication,
  type LightApiRequest,
  Permission,
  RestEndpoint,
} from '../lib/index.js';
import { describeOnEachCache, serveCached, statusOf } from './support/caches.js';
import { bearer, inSeconds, SECRET, signed } from './support/tokens.js';

const JWT = { jwt: { secret: SECRET } };
const AUTHENTICATED = { authentication: { backend: JWTAuthentication } } as const;

const as = async (sub: string, claims: object = {}) => bearer(await signed({ sub, ...claims }));

function notes(options: EndpointOptions = {}) {
  @Endpoint('/notes', { cache: {}, ...options })
  class Note extends RestEndpoint {
    @Field()
    owner!: string;
  }
  return Note;
}

const subOf = ({ user }: LightApiRequest) => (user as { sub?: string } | undefined)?.sub ?? '';

describeOnEachCache('the key of an answer', (server, store) => {
  const start = (endpoint: EndpointClass) =>
    serveCached(server, { endpoints: [endpoint], ...JWT, ...store.options });

  it('is one for all where everybody may read', async () => {
    const api = await start(notes());
    await api.get('/notes', { 'user-agent': 'a', accept: 'text/html', cookie: 'a=1' });

    const other = await api.get('/notes', { 'user-agent': 'b', ...(await as('eve')) });

    expect(statusOf(other)).toBe('hit');
    expect(other.headers.get('vary') ?? '').not.toContain('Authorization');
  });

  it('says who asks where callers are authenticated', async () => {
    const api = await start(notes(AUTHENTICATED));
    const callers = [await as('ada'), await as('eve'), await as('eve', { is_admin: true })];

    const first = [];
    for (const caller of callers) first.push(await api.get('/notes', caller));
    const again = await api.get('/notes', callers[1]);

    expect(first.map(statusOf)).toEqual(['miss', 'miss', 'miss']);
    expect(statusOf(again)).toBe('hit');
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
    expect(again.headers.get('vary')).toContain('Authorization');
  });

  it('is the same for another token of the same user', async () => {
    const api = await start(notes(AUTHENTICATED));
    await api.get('/notes', await as('ada', { exp: inSeconds(100), jti: 'one' }));

    const renewed = { exp: inSeconds(200), jti: 'two', nbf: inSeconds(-10) };
    const again = await api.get('/notes', await as('ada', renewed));

    expect(statusOf(again)).toBe('hit');
  });

  it('helps nobody who is not let in', async () => {
    const api = await start(
      notes({ authentication: { backend: JWTAuthentication, permission: IsAdminUser } }),
    );
    const admin = { is_admin: true };
    await api.get('/notes', await as('ada', admin));
    await api.get('/notes', await as('ada', admin));

    const answers = [
      await api.get('/notes'),
      await api.get('/notes', await as('ada')),
      await api.get('/notes', await as('ada', { ...admin, exp: inSeconds(-60) })),
      await api.send('HEAD', '/notes'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 401, 401]);
    expect(answers.map(statusOf)).toEqual(Array(4).fill('none'));
  });

  it('says which rows a caller may see, and by what conditions', async () => {
    const teams: Record<string, string[]> = { ada: ['ada'], eve: ['eve'] };
    @Endpoint('/notes', { cache: {}, authentication: { backend: JWTAuthentication } })
    class Note extends RestEndpoint {
      @Field() owner!: string;

      override scope(request: LightApiRequest) {
        return { owner: { $in: teams[subOf(request)] ?? [] } };
      }
    }
    const api = await start(Note);
    for (const owner of ['ada', 'eve']) await api.post('/notes', { owner }, await as(owner));
    const owners = async () => {
      const { json } = await api.get('/notes', await as('ada'));
      return (json as { results: Note[] }).results.map(({ owner }) => owner);
    };

    const before = [await owners(), await owners()];
    const foreign = await api.get('/notes/2', await as('eve'));
    const refused = await api.get('/notes/2', await as('ada'));
    teams.ada = ['ada', 'eve'];
    const joined = await owners();
    teams.ada = [];
    const left = await owners();

    expect(before).toEqual([['ada'], ['ada']]);
    expect([foreign.status, refused.status]).toEqual([200, 404]);
    expect([joined, left]).toEqual([['ada', 'eve'], []]);
  });

  it('follows a queryset that asks more than the caller', async () => {
    @Endpoint('/notes', { cache: {} })
    class Note extends RestEndpoint {
      @Field() owner!: string;

      override queryset({ headers }: LightApiRequest) {
        return { owner: String(headers['x-tenant']) };
      }
    }
    const api = await start(Note);
    for (const owner of ['a', 'b']) await api.post('/notes', { owner });
    const seen = async (tenant: string) => (await api.get('/notes', { 'x-tenant': tenant })).text;

    const texts = [await seen('a'), await seen('b'), await seen('a')];

    expect(texts[0]).toContain('"owner":"a"');
    expect(texts[1]).toContain('"owner":"b"');
    expect(texts[2]).toBe(texts[0]);
  });

  it('tells one condition of two from both, wherever they stand', async () => {
    const isManager = ({ headers }: LightApiRequest) => headers['x-role'] === 'manager';
    const [own, shared] = [{ owner: 'ada' }, { is_shared: true }];
    @Endpoint('/notes', { cache: {} })
    class Note extends RestEndpoint {
      @Field() owner!: string;
      @Field() is_shared!: boolean;

      override scope(request: LightApiRequest) {
        return { $or: isManager(request) ? [own, shared] : [own] };
      }

      override queryset(request: LightApiRequest) {
        return isManager(request) ? undefined : shared;
      }
    }
    const api = await start(Note);
    for (const row of [
      { owner: 'ada', is_shared: true },
      { owner: 'eve', is_shared: true },
      { owner: 'ada', is_shared: false },
    ])
      await api.post('/notes', row, { 'x-role': 'manager' });

    const all = await api.get('/notes', { 'x-role': 'manager' });
    const few = await api.get('/notes', { 'x-role': 'other' });

    const counts = [all, few].map(({ json }) => (json as { results: Note[] }).results.length);
    expect(counts).toEqual([3, 1]);
    expect(statusOf(few)).toBe('miss');
  });

  it('is none where conditions can not be told apart', async () => {
    @Endpoint('/notes', { cache: {} })
    class Note extends RestEndpoint {
      @Field() owner!: string;

      override queryset({ headers }: LightApiRequest) {
        if (headers['x-how'] === 'raw') return { [raw('owner')]: 'a' };
        return (this.em as SqlEntityManager)
          .createQueryBuilder(entityOf(Note))
          .where({ owner: 'a' });
      }
    }
    const api = await start(Note);
    for (const owner of ['a', 'b']) await api.post('/notes', { owner });

    const answers = [await api.get('/notes'), await api.get('/notes', { 'x-how': 'raw' })];

    expect(answers.map(statusOf)).toEqual(['condition', 'condition']);
    expect(answers[0]!.json.results).toHaveLength(1);
  });

  it('says which resource is meant, also where a guard has said so', async () => {
    const me: CanActivate = {
      canActivate(context) {
        const { params, headers } = context.switchToHttp().getRequest<LightApiRequest>();
        const named = params as { id?: unknown };
        if (named.id === 'me') named.id = headers['x-session'];
        return true;
      },
    };
    const api = await start(notes({ guards: [me] }));
    for (const owner of ['ada', 'eve']) await api.post('/notes', { owner });

    const answers = [];
    for (const session of ['1', '2', '1'])
      answers.push(await api.get('/notes/me', { 'x-session': session }));

    expect(answers.map(({ json }) => json.owner as string)).toEqual(['ada', 'eve', 'ada']);
    expect(answers.map(statusOf)).toEqual(['miss', 'miss', 'hit']);
  });

  it('says which members the caller may see', async () => {
    @Endpoint('/notes', {
      cache: {},
      authentication: { backend: JWTAuthentication, permission: AllowAny },
    })
    class Note extends RestEndpoint {
      @Field() owner!: string;
      @Field({ optional: true, read: IsAdminUser }) secret?: string;
    }
    const api = await start(Note);
    const admin = await as('ada', { is_admin: true });
    await api.post('/notes', { owner: 'ada', secret: 'hush' }, admin);
    await api.get('/notes', admin);
    await api.get('/notes/1', admin);

    const answers = [await api.get('/notes'), await api.get('/notes/1')];

    expect(answers.map(({ text }) => text.includes('hush'))).toEqual([false, false]);
    expect((await api.get('/notes/1', admin)).json.secret).toBe('hush');
  });

  it('is none where each resource is judged', async () => {
    class IsOwner extends Permission {
      hasPermission() {
        return true;
      }

      override hasObjectPermission(request: LightApiRequest, note: { owner: string }) {
        return note.owner === subOf(request);
      }
    }
    const permission = { backend: JWTAuthentication, permission: IsOwner };
    const api = await start(notes({ authentication: permission }));
    await api.post('/notes', { owner: 'ada' }, await as('ada'));

    const answers = [
      await api.get('/notes/1', await as('ada')),
      await api.get('/notes/1', await as('ada')),
      await api.get('/notes/1', await as('eve')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
    expect(answers.slice(0, 2).map(statusOf)).toEqual(['permission', 'permission']);
  });

  it('is none for a user that is no plain object', async () => {
    class Account {
      #role = 'admin';
      constructor(readonly sub: string) {}
      get role() {
        return this.#role;
      }
    }
    class Backend extends AuthenticationBackend {
      override readonly challenge = 'Custom';
      authenticate() {
        return new Account('ada');
      }
    }
    const api = await start(notes({ authentication: { backend: Backend } }));

    const answers = [await api.get('/notes'), await api.get('/notes')];

    expect(answers.map(statusOf)).toEqual(['user', 'user']);
  });

  it.each([
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { 'x-forwarded-for': '6.6.6.6', forwarded: 'host=evil.example' },
    { origin: 'https://evil.example' },
    { 'x-http-method-override': 'DELETE' },
    { 'cache-control': 'no-store', pragma: 'no-cache' },
    { 'accept-language': 'tlh', 'accept-encoding': 'br' },
  ])('can not be poisoned, nor be passed by, with %j', async (headers) => {
    const options = { pagination: { style: 'page_number', pageSize: 1 } } as const;
    const api = await start(notes(options));
    for (const owner of ['a', 'b']) await api.post('/notes', { owner });
    const { host } = new URL(api.url);
    await api.get('/notes', headers);

    const answer = await api.get('/notes');
    const passed = await api.get('/notes', headers);

    expect([answer, passed].map(statusOf)).toEqual(['hit', 'hit']);
    expect(answer.json.next).toBe(`http://${host}/notes?page=2`);
    expect(JSON.stringify([answer.text, ...answer.headers])).not.toContain('evil');
  });
});
