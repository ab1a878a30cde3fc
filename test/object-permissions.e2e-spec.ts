import { describe, expect, it } from 'vitest';

import {
  and,
  Endpoint,
  type EndpointClass,
  EndpointService,
  Field,
  getEndpointToken,
  IsAdminUser,
  JWTAuthentication,
  LightApiModule,
  type LightApiRequest,
  not,
  or,
  Permission,
  type PermissionContext,
  type PermissionOption,
  type RequestBody,
  RestEndpoint,
  type UpdateOptions,
} from '../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import type { TestServer } from './support/servers.js';
import { bearer, SECRET, signed } from './support/tokens.js';

interface OwnedRow {
  readonly owner: string;
  readonly created_at: Date;
}

class IsOwner extends Permission {
  hasPermission() {
    return true;
  }

  override hasObjectPermission(
    request: LightApiRequest,
    resource: OwnedRow,
  ): boolean | Promise<boolean> {
    return resource.owner === nameOf(request);
  }
}

describeOnEachDatabase('hasObjectPermission', (server) => {
  it('is asked about a resource that is read, changed or deleted', async () => {
    const api = await start(server, note(IsOwner));

    const [own, other] = await Promise.all([api.try(await by('eve')), api.try(await by('ada'))]);

    expect(own).toEqual({ GET: 200, HEAD: 200, PUT: 200, PATCH: 200, DELETE: 204 });
    expect(other).toEqual({ GET: 403, HEAD: 403, PUT: 403, PATCH: 403, DELETE: 403 });
  });

  it('does not narrow collections, and a row that is not there stays a 404', async () => {
    const api = await start(server, note(IsOwner));
    const id = await api.newNote();

    const list = await api.get('/notes', await by('ada'));
    const missing = await api.get(`/notes/${id + 1}`, await by('ada'));

    expect(list.json.results).toHaveLength(1);
    expect(missing.status).toBe(404);
  });

  it('sees values as programs do, with verb and id', async () => {
    const seen: unknown[] = [];
    class Watching extends Permission {
      hasPermission() {
        return true;
      }

      override hasObjectPermission(
        _request: LightApiRequest,
        { created_at }: OwnedRow,
        { method, id }: PermissionContext,
      ) {
        seen.push(created_at instanceof Date, method, id);
        return true;
      }
    }
    const api = await start(server, note(Watching));
    const id = await api.newNote();

    await api.patch(`/notes/${id}`, { version: 1 }, await by('eve'));

    expect(seen).toEqual([true, 'PATCH', String(id)]);
  });

  it('comes before a stale version, and after a wrong body', async () => {
    const api = await start(server, note(IsOwner));
    const id = await api.newNote();
    const headers = await by('ada');

    const stale = await api.patch(`/notes/${id}`, { version: 9 }, headers);
    const wrong = await api.patch(`/notes/${id}`, { owner: 3, version: 1 }, headers);

    expect([stale.status, wrong.status]).toEqual([403, 422]);
  });

  it.each(['PATCH', 'DELETE'])(
    'has a %s refused whose row was changed after it was seen',
    async (method) => {
      let between: () => Promise<unknown> = () => Promise.resolve();
      class Slow extends IsOwner {
        override async hasObjectPermission(request: LightApiRequest, resource: OwnedRow) {
          const allowed = await super.hasObjectPermission(request, resource);
          await between();
          return allowed;
        }
      }
      const api = await start(server, note(Slow));
      const id = await api.newNote();
      between = () => {
        between = () => Promise.resolve();
        return api.notes.update(id, { owner: 'ada', version: 1 }, { partial: true });
      };

      const answer = await api.send(method, `/notes/${id}`, {
        headers: { ...(await by('eve')), 'if-match': '*' },
        ...(method === 'PATCH' && { body: { owner: 'eve' } }),
      });

      expect([403, 412]).toContain(answer.status);
      expect(await api.notes.retrieve(id)).toMatchObject({ owner: 'ada' });
    },
  );

  it('has a DELETE without condition asked again about the changed row', async () => {
    const owners: string[] = [];
    class Watching extends Permission {
      hasPermission() {
        return true;
      }

      override async hasObjectPermission(_request: LightApiRequest, { owner }: OwnedRow) {
        owners.push(owner);
        if (owners.length === 1)
          await api.notes.update(id, { owner: 'ada', version: 1 }, { partial: true });
        return true;
      }
    }
    const api = await start(server, note(Watching));
    const id = await api.newNote();

    const answer = await api.delete(`/notes/${id}`, await by('eve'));

    expect(answer.status).toBe(204);
    expect(owners).toEqual(['eve', 'ada']);
  });

  it('holds within hooks that go on with super', async () => {
    @Endpoint('/notes', protectedBy(IsOwner))
    class Hooked extends RestEndpoint {
      @Field()
      owner!: string;

      override retrieve(request: LightApiRequest, id: string) {
        return super.retrieve(request, id);
      }

      override update(id: string, data: RequestBody, request: LightApiRequest, how: UpdateOptions) {
        return super.update(id, data, request, how);
      }

      override destroy(id: string, request: LightApiRequest) {
        return super.destroy(id, request);
      }
    }
    const api = await start(server, Hooked);

    const [own, other] = await Promise.all([api.try(await by('eve')), api.try(await by('ada'))]);

    expect(own).toEqual({ GET: 200, HEAD: 200, PUT: 200, PATCH: 200, DELETE: 204 });
    expect(other).toEqual({ GET: 403, HEAD: 403, PUT: 403, PATCH: 403, DELETE: 403 });
  });

  it('holds for verbs that are taken over', async () => {
    const served: string[] = [];
    const serve = (verb: string) => Promise.resolve(served.push(verb));
    @Endpoint('/notes', protectedBy(IsOwner))
    class TakenOver extends RestEndpoint {
      @Field()
      owner!: string;

      override get() {
        return serve('get');
      }

      override put() {
        return serve('put');
      }

      override patch() {
        return serve('patch');
      }

      override delete() {
        return serve('delete');
      }
    }
    const api = await start(server, TakenOver);

    const other = await api.try(await by('ada'));

    expect(Object.values(other)).toEqual([403, 403, 403, 403, 403]);
    expect(served).toEqual([]);
  });
});

describe('combined permissions', () => {
  it.each<[string, PermissionOption, string, number]>([
    ['or: the owner', or(IsOwner, IsAdminUser), 'eve', 200],
    ['or: an admin', or(IsOwner, IsAdminUser), 'root', 200],
    ['or: neither', or(IsOwner, IsAdminUser), 'ada', 403],
    ['and: the owner, no admin', and(IsOwner, IsAdminUser), 'eve', 403],
    ['and: an admin, not the owner', and(IsOwner, IsAdminUser), 'root', 403],
    ['not: the owner', not(IsOwner), 'eve', 403],
    ['not: somebody else', not(IsOwner), 'ada', 200],
    ['not or: the owner', not(or(IsOwner, IsAdminUser)), 'eve', 403],
    ['not or: an admin', not(or(IsOwner, IsAdminUser)), 'root', 403],
    ['not or: neither', not(or(IsOwner, IsAdminUser)), 'ada', 200],
    ['or not: the owner', or(not(IsOwner), IsAdminUser), 'eve', 403],
    ['not not: the owner', not(not(IsOwner)), 'eve', 200],
    ['not not: somebody else', not(not(IsOwner)), 'ada', 403],
  ])('%s', async (_what, permission, name, status) => {
    const api = await start(undefined, note(permission));
    const id = await api.newNote();

    const answer = await api.get(`/notes/${id}`, await by(name));

    expect(answer.status).toBe(status);
  });

  it('let nobody in without credentials, turned round or not', async () => {
    const combined = [
      or(IsOwner, IsAdminUser),
      not(IsOwner),
      not(IsAdminUser),
      not(and(IsOwner)),
      not(not(IsOwner)),
    ];
    for (const permission of [...combined, and(not(or(IsOwner, IsAdminUser)))]) {
      const api = await start(undefined, note(permission));

      expect((await api.get('/notes')).status).toBe(401);
      expect((await api.get('/notes/1')).status).toBe(401);
    }
  });
});

function note(permission: PermissionOption): EndpointClass {
  @Endpoint('/notes', protectedBy(permission))
  class Note extends RestEndpoint {
    @Field()
    owner!: string;
  }
  return Note;
}

function protectedBy(permission: PermissionOption) {
  return { table: 'notes', authentication: { backend: JWTAuthentication, permission } };
}

function nameOf(request: LightApiRequest): string {
  return (request.user as { sub: string }).sub;
}

async function by(sub: string): Promise<Record<string, string>> {
  return bearer(await signed({ sub, is_admin: sub === 'root' }));
}

/** An application whose notes belong to Eve. */
async function start(server: TestServer | undefined, endpoint: EndpointClass) {
  const database = await freshDatabase(server);
  const options = { database, endpoints: [endpoint], jwt: { secret: SECRET } };
  const api = await startNest({ imports: [LightApiModule.forRoot(options)] });
  const notes = api.app.get<EndpointService<any>>(getEndpointToken(endpoint), { strict: false });
  const newNote = async () => (await notes.create({ owner: 'eve' })).id as number;
  const statusOf = async (method: string, headers: Record<string, string>) => {
    const body = method.startsWith('P') ? { owner: 'eve', version: 1 } : undefined;
    return (await api.send(method, `/notes/${await newNote()}`, { body, headers })).status;
  };
  return Object.assign(api, {
    notes,
    newNote,
    /** The status of each verb, on a note of its own. */
    try: async (headers: Record<string, string>) => {
      const statuses: Record<string, number> = {};
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])
        statuses[method] = await statusOf(method, headers);
      return statuses;
    },
  });
}
