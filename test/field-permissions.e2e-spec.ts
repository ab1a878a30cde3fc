import { describe, expect, it } from 'vitest';

import {
  AllowAny,
  type Collection,
  Endpoint,
  type EndpointClass,
  Field,
  FieldFilter,
  IsAdminUser,
  IsAuthenticated,
  JWTAuthentication,
  type LightApiModuleOptions,
  type LightApiRequest,
  or,
  OrderingFilter,
  Permission,
  type RequestBody,
  RestEndpoint,
  SearchFilter,
  type UpdateOptions,
} from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { describeOnEachDatabase, serve, startProblems } from './support/nest-app.js';
import { SERVERS, type TestApi, type TestServer } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

const OPEN = { backend: JWTAuthentication, permission: AllowAny };

const ADMIN = bearer(await signed({ sub: 'ada', is_admin: true }));
const USER = bearer(await signed({ sub: 'eve' }));

/** Salaries are for admins, notes for whoever is known; ranks are for all to see. */
abstract class Person extends RestEndpoint {
  @Field({ minLength: 1 })
  name!: string;

  @Field({ read: IsAdminUser, write: IsAdminUser, default: 100 })
  salary!: number;

  @Field({ type: 'text', optional: true, read: or(IsAdminUser, IsAuthenticated) })
  note?: string | null;

  @Field({ optional: true, type: 'int', write: IsAdminUser })
  rank?: number | null;
}

const FILTERING = {
  fields: ['name', 'salary', 'rank'],
  search: ['name', 'note'],
  ordering: ['salary', 'name'],
};

@Endpoint('/people', { authentication: OPEN, filtering: FILTERING })
class People extends Person {}

@Endpoint('/strict-people', {
  table: 'people',
  authentication: OPEN,
  filtering: { ...FILTERING, strict: true, backends: [FieldFilter, SearchFilter, OrderingFilter] },
})
class StrictPeople extends Person {}

/** As {@link People}, by the way of hooks; each new one has a rank, whoever makes it. */
@Endpoint('/hooked-people', { table: 'people', authentication: OPEN, filtering: FILTERING })
class HookedPeople extends Person {
  override list(request: LightApiRequest) {
    return super.list(request);
  }

  override retrieve(request: LightApiRequest, id: string) {
    return super.retrieve(request, id);
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, rank: 1 }, request);
  }

  override update(id: string, data: RequestBody, request: LightApiRequest, options: UpdateOptions) {
    return super.update(id, data, request, options);
  }
}

/** Answers in words of its own. */
@Endpoint('/wrapped-people', { table: 'people', authentication: OPEN })
class WrappedPeople extends Person {
  override async get(request: LightApiRequest) {
    const { id } = request.params as { id?: string };
    if (id !== undefined) return { person: await this.retrieve(request, id) };
    const { results } = await this.list(request);
    return { groups: { all: results } };
  }
}

describeOnEachDatabase('a field that not everybody may read', (server) => {
  it.each(['/people', '/hooked-people'])('is left out for others at %s', async (route) => {
    const api = await start(server);

    const seen = await Promise.all(
      [{}, USER, ADMIN].map(async (headers) => {
        const one = await api.get(`${route}/1`, headers);
        const all = await api.get(route, headers);
        const members = Object.keys(one.json as object);
        expect(Object.keys(all.json.results[0] as object)).toEqual(members);
        return ['salary', 'note'].filter((name) => members.includes(name));
      }),
    );

    expect(seen).toEqual([[], ['note'], ['salary', 'note']]);
  });

  it.each(['/people', '/hooked-people'])(
    'is left out of the answer to a write at %s',
    async (route) => {
      const api = await start(server);

      const made = await api.post(route, { name: 'Eve' }, USER);
      const changed = await api.patch(`${route}/${made.json.id}`, { version: 1 }, USER);

      expect([made.status, changed.status]).toEqual([201, 200]);
      expect([made.json, changed.json].map((json) => 'salary' in json)).toEqual([false, false]);
    },
  );

  it('is not looked into by ?search=', async () => {
    const api = await start(server);

    const [stranger, user] = await Promise.all([
      api.get('/people?search=secret'),
      api.get('/people?search=secret', USER),
    ]);

    expect([names(stranger), names(user)]).toEqual([[], ['Bob']]);
  });

  it.each(['salary=200', 'salary[gte]=150', 'ordering=-salary'])(
    'can not be found out by ?%s',
    async (query) => {
      const api = await start(server);

      const [stranger, admin] = await Promise.all([
        api.get(`/people?${query}`),
        api.get(`/people?${query}`, ADMIN),
      ]);

      expect(names(stranger)).toEqual(['Ann', 'Bob']);
      expect(names(admin)).not.toEqual(['Ann', 'Bob']);
    },
  );

  it.each(['salary=200', 'salary[gte]=150', 'ordering=-salary'])(
    'is a parameter that is not there where those are refused: ?%s',
    async (query) => {
      const api = await start(server);

      const [stranger, admin] = await Promise.all([
        api.get(`/strict-people?${query}`),
        api.get(`/strict-people?${query}`, ADMIN),
      ]);

      expect([stranger.status, admin.status]).toEqual([400, 200]);
    },
  );

  it('is no secret that a cached answer of somebody else tells', async () => {
    const api = await start(server);

    const answers = await Promise.all(
      [{}, ADMIN].map((headers) => api.get('/people/1', { ...headers, 'if-none-match': '"1"' })),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ headers }) => headers.get('vary'))).toEqual([
      'Authorization',
      'Authorization',
    ]);
  });

  it('is left out of rows that a hook wraps anew', async () => {
    const api = await start(server);

    const [wrapped, one] = [await api.get('/wrapped-people'), await api.get('/wrapped-people/1')];

    expect(JSON.stringify([wrapped.json, one.json])).not.toMatch(/salary|note/);
    expect(wrapped.json.groups.all[0]).toMatchObject({ name: 'Ann', id: 1 });
    expect(one.json).toMatchObject({ person: { name: 'Ann', rank: 7 } });
  });

  it('can not be asked for by ?fields=', async () => {
    const api = await start(server);

    const [stranger, admin] = await Promise.all([
      api.get('/people/1?fields=salary'),
      api.get('/people/1?fields=salary', ADMIN),
    ]);

    expect(stranger).toMatchObject({
      status: 400,
      json: { detail: `fields: there is no member 'salary'` },
    });
    expect(admin.json).toEqual({ salary: 100 });
  });
});

describeOnEachDatabase('a field that not everybody may write', (server) => {
  it.each([
    ['POST', '/people', { name: 'Eve', rank: 3 }],
    ['POST', '/people', { name: 'Eve', rank: null }],
    ['PUT', '/people/1', { name: 'Eve', rank: 3, version: 1 }],
    ['PATCH', '/people/1', { rank: 3, version: 1 }],
    ['PATCH', '/people/1', { salary: 'x', version: 1 }],
    ['PATCH', '/hooked-people/1', { rank: 3, version: 1 }],
  ])('is a 403 in the body of others: %s %s', async (method, path, body) => {
    const api = await start(server);

    const refused = await api.send(method, path, { body, headers: USER });

    expect(refused).toMatchObject({
      status: 403,
      json: { detail: 'You do not have permission to perform this action.' },
    });
    expect((await api.get('/people/1', ADMIN)).json).toMatchObject({ rank: 7, version: 1 });
  });

  it.each(['/people', '/hooked-people'])(
    'stays as it is when others replace the rest at %s',
    async (route) => {
      const api = await start(server);

      const replaced = await api.put(`${route}/1`, { name: 'Anna', version: 1 }, USER);

      expect(replaced).toMatchObject({ status: 200, json: { name: 'Anna', rank: 7 } });
      expect((await api.get('/people/1', ADMIN)).json).toMatchObject({ salary: 100, rank: 7 });
    },
  );

  it.each(['/people', '/hooked-people'])(
    'stays as it is at %s when those replace the rest who could not have seen it',
    async (route) => {
      const api = await start(server);

      await api.put(`${route}/2`, { name: 'Rob', version: 1 });

      expect((await api.get('/people/2', ADMIN)).json).toMatchObject({
        name: 'Rob',
        note: 'secret',
        salary: 200,
      });
    },
  );

  it('is replaced by those who may', async () => {
    const api = await start(server);

    const replaced = await api.put('/people/1', { name: 'Anna', salary: 5, version: 1 }, ADMIN);

    expect(replaced.json).toMatchObject({ salary: 5, rank: null });
  });

  it('can be set by a hook for everybody', async () => {
    const api = await start(server);

    const made = await api.post('/hooked-people', { name: 'Eve' }, USER);

    expect(made).toMatchObject({ status: 201, json: { rank: 1 } });
  });
});

describe('the permission of a field', () => {
  it('is asked once a request, however many fields it is for', async () => {
    const asked: string[] = [];
    class Counting extends Permission {
      override readonly anonymous = true;

      hasPermission({ method }: LightApiRequest) {
        asked.push(method);
        return true;
      }
    }
    @Endpoint('/counted')
    class Counted extends RestEndpoint {
      @Field({ read: Counting, write: Counting }) first!: string;
      @Field({ read: Counting, write: Counting }) second!: string;
    }
    const api = await serve(SERVERS[0]!, { endpoints: [Counted] });

    await api.post('/counted', { first: 'a', second: 'b' });
    await api.get('/counted/1');

    expect(asked).toEqual(['POST', 'GET']);
  });

  class IsOwner extends Permission {
    hasPermission() {
      return true;
    }

    override hasObjectPermission() {
      return false;
    }
  }

  it.each([
    [IsOwner, `hasObjectPermission()`],
    [or(IsAdminUser, IsOwner), `hasObjectPermission()`],
    [class Nothing {}, `'read' has the permission Nothing.`],
    ['IsAdminUser', `'read' has the permission "IsAdminUser".`],
  ])('is refused at start where it can not judge a caller: %s', async (read, problem) => {
    @Endpoint('/things')
    class Thing extends RestEndpoint {
      @Field({ read: read as never }) name!: string;
    }

    const problems = await startProblems(options([Thing]));

    expect(problems).toEqual([expect.stringContaining('Thing.name: ')]);
    expect(problems[0]).toContain(problem);
  });
});

/** Ann earns 100 and is of rank 7, Bob earns 200. */
async function start(server: TestServer): Promise<TestApi> {
  const api = await serve(server, options([People, StrictPeople, HookedPeople, WrappedPeople]));
  await api.post('/people', { name: 'Ann', rank: 7 }, ADMIN);
  await api.post('/people', { name: 'Bob', salary: 200, note: 'secret' }, ADMIN);
  return api;
}

function options(endpoints: EndpointClass[]): LightApiModuleOptions {
  return { endpoints, jwt: { secret: SECRET } };
}

function names({ json }: ApiAnswer): string[] {
  return (json as Collection<Person>).results.map(({ name }) => name);
}
