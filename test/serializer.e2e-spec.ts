import { expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
  Serializer,
} from '../lib/index.js';
import type { ApiClient } from './support/api-client.js';
import { fill } from './support/collections.js';
import { describeOnEachDatabase, freshDatabase, serve, startNest } from './support/nest-app.js';
import type { TestServer } from './support/servers.js';

const ALL = ['name', 'email', 'token', 'id', 'created_at', 'updated_at', 'version'];

abstract class Person extends RestEndpoint {
  @Field()
  name!: string;

  @Field()
  email!: string;

  @Field({ default: 'secret' })
  token!: string;
}

@Endpoint('/all', { table: 'people' })
class Everything extends Person {}

@Endpoint('/one-list', { table: 'people', serializer: { fields: ['version', 'id', 'name'] } })
class OneList extends Person {}

@Endpoint('/two-lists', {
  table: 'people',
  serializer: { read: ['name', 'email'], write: ['id', 'version'] },
})
class TwoLists extends Person {}

@Endpoint('/read-list', { table: 'people', serializer: { read: ['id'] } })
class ReadList extends Person {}

@Endpoint('/write-list', { table: 'people', serializer: { write: ['id'] } })
class WriteList extends Person {}

class PublicSerializer extends Serializer {
  override read = ['name', 'email'];
  override write = ['id'];
}

class BriefSerializer extends PublicSerializer {
  override read = ['name'];
}

@Endpoint('/class', { table: 'people', serializer: PublicSerializer })
class ByClass extends Person {}

@Endpoint('/subclass', { table: 'people', serializer: BriefSerializer })
class BySubclass extends Person {}

const FORMS = [Everything, OneList, TwoLists, ReadList, WriteList, ByClass, BySubclass];

describeOnEachDatabase('a serializer', (server) => {
  it.each([
    ['/all', ALL, ALL],
    ['/one-list', ['name', 'id', 'version'], ['name', 'id', 'version']],
    ['/two-lists', ['name', 'email'], ['id', 'version']],
    ['/read-list', ['id'], ALL],
    ['/write-list', ALL, ['id']],
    ['/class', ['name', 'email'], ['id']],
    ['/subclass', ['name'], ['id']],
  ])('of %s shows %j to readers and %j to writers', async (path, read, write) => {
    const api = await serve(server, { endpoints: FORMS });

    const written = [
      await api.post(path, ANN),
      await api.put(`${path}/1`, { ...ANN, version: 1 }),
      await api.patch(`${path}/1`, { name: 'Ann', version: 2 }),
    ];
    const one = await api.get(`${path}/1`);
    const all = await api.get(path);

    expect(written.map(({ json }) => Object.keys(json as object))).toEqual([write, write, write]);
    expect(Object.keys(one.json as object)).toEqual(read);
    expect(Object.keys(all.json.results[0] as object)).toEqual(read);
  });

  it('hides nothing from what a body may hold', async () => {
    const api = await serve(server, { endpoints: FORMS });

    await api.post('/read-list', { ...ANN, token: 'mine' });

    expect((await api.get('/all/1')).json).toMatchObject({ token: 'mine' });
  });

  it('shows all to programs', async () => {
    const { service } = await withService(server);

    await service.create({ ...ANN, token: 'secret' });

    expect(await service.retrieve(1)).toMatchObject({ token: 'secret' });
    expect((await service.list()).results).toMatchObject([{ token: 'secret' }]);
  });

  it('that hides the version leaves the ETag, and what it is good for', async () => {
    const api = await serve(server, { endpoints: FORMS });
    await api.post('/two-lists', ANN);

    const read = await api.get('/two-lists/1');
    const unchanged = await api.get('/two-lists/1', { 'if-none-match': '"1"' });
    const changed = await api.patch('/two-lists/1', { name: 'B' }, { 'if-match': '"1"' });
    const sparse = await api.get('/two-lists/1?fields=name');

    expect(read.headers.get('etag')).toBe('"1"');
    expect([unchanged.status, changed.status]).toEqual([304, 200]);
    expect(sparse.headers.get('etag')).toBe('"2"');
  });

  it('holds for the errors of writers', async () => {
    const api = await serve(server, { endpoints: FORMS });
    await api.post('/read-list', ANN);

    const stale = await api.patch('/read-list/1', { name: 'B', version: 9 });

    expect(stale.text).toBe('{"detail":"version conflict"}');
  });
});

describeOnEachDatabase('?fields=', (server) => {
  it.each([
    ['name', ['name']],
    ['id,name', ['name', 'id']],
    ['version', ['version']],
    ['name,name', ['name']],
  ])('%s asks for fewer members', async (fields, shown) => {
    const api = await people(server);

    const one = await api.get(`/one-list/1?fields=${fields}`);
    const all = await api.get(`/one-list?fields=${fields}`);

    expect(Object.keys(one.json as object)).toEqual(shown);
    expect(Object.keys(all.json.results[0] as object)).toEqual(shown);
  });

  it.each([
    'token',
    'email',
    'nothing',
    '',
    'name,',
    'name,token',
    '__proto__',
    'NAME',
    ' name',
    '*',
  ])('%j is refused, hidden members as if there were none', async (fields) => {
    const api = await people(server);

    const answers = [
      await api.get(`/one-list?fields=${encodeURIComponent(fields)}`),
      await api.get(`/one-list/1?fields=${encodeURIComponent(fields)}`),
    ];

    const unknown = fields.split(',').find((name) => name !== 'name');
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 400,
        json: { detail: `fields: there is no member '${unknown}'` },
      });
  });

  it('may be given once', async () => {
    const api = await people(server);

    const answer = await api.get('/one-list?fields=id&fields=name');

    expect(answer).toMatchObject({
      status: 400,
      json: { detail: 'fields: it was given more than once' },
    });
  });

  it('says nothing to writers', async () => {
    const api = await people(server);

    const answer = await api.post('/one-list?fields=name', ANN);

    expect(Object.keys(answer.json as object)).toEqual(['name', 'id', 'version']);
  });
});

const HIDING = { fields: ['name', 'moment', 'big'] };

/** What hooks answer with is theirs, as far as the class does not declare it. */
@Endpoint('/hooked', { table: 'hooked', serializer: HIDING })
class Hooked extends RestEndpoint {
  @Field()
  name!: string;

  @Field({ default: 'secret' })
  token!: string;

  @Field({ default: () => new Date(0) })
  moment!: Date;

  @Field({ default: 9n })
  big!: bigint;

  override async list(request: LightApiRequest): Promise<any> {
    if ('entities' in (request.query as object)) return { results: await this.entities() };
    const collection = await super.list(request);
    return { ...collection, token: 'mine', results: collection.results.map(extended) };
  }

  override async retrieve(request: LightApiRequest, id: string): Promise<any> {
    if ('entities' in (request.query as object)) return (await this.entities())[0];
    return extended(await super.retrieve(request, id));
  }

  override async create(data: object, request: LightApiRequest) {
    return extended(await super.create({ ...data }, request));
  }

  override async update(...parameters: Parameters<RestEndpoint['update']>) {
    return extended(await super.update(...parameters)) as never;
  }

  private entities(): Promise<object[]> {
    return this.em.find(entityOf(Hooked), {});
  }
}

function extended<T extends object>(resource: T) {
  return { ...resource, nested: { token: 'nested' } };
}

/** A member of this one has the name that collections keep their rows in. */
@Endpoint('/exams', { serializer: { read: ['results'] } })
class Exam extends RestEndpoint {
  @Field({ type: 'json' })
  results!: unknown;

  @Field({ default: 'secret' })
  token!: string;

  override list(request: LightApiRequest) {
    return super.list(request);
  }

  override retrieve(request: LightApiRequest, id: string) {
    return super.retrieve(request, id);
  }
}

/** Holds a resource as programs do: in an object of their own class. */
class Card {
  readonly made = new Date(0);
  readonly seal = Buffer.from('a');

  constructor(readonly person: unknown) {}
}

/** As {@link Card}, and says itself what JSON shows of it. */
class Sealed {
  readonly #person: unknown;

  constructor(person: unknown) {
    this.#person = person;
  }

  toJSON() {
    return this.#person;
  }
}

/** Puts resources wherever a hook may. */
@Endpoint('/wrapping', { table: 'hooked', serializer: HIDING })
class Wrapping extends Hooked {
  override async list(request: LightApiRequest): Promise<any> {
    const page = await RestEndpoint.prototype.list.call(this, request);
    const { results } = page as unknown as { results: Hooked[] };
    const [first] = results;
    return {
      ...page,
      by: Object.groupBy(results, ({ name }) => name),
      card: new Card(first),
      sealed: [new Sealed(first)],
      entities: await this.em.find(entityOf(Wrapping), {}),
      count: { exact: [2n ** 64n] },
    };
  }

  override async retrieve(request: LightApiRequest, id: string): Promise<any> {
    const person: object = await RestEndpoint.prototype.retrieve.call(this, request, id);
    return { ...person, results: [{ ...person, rank: 1 }] };
  }
}

const SHOWN = { name: 'Ann', moment: '1970-01-01T00:00:00.000Z', big: '9' };

describeOnEachDatabase('the answer of a hook', (server) => {
  it('hides what the serializer hides, and keeps what it adds', async () => {
    const api = await hooked(server);
    const expected = { ...SHOWN, nested: { token: 'nested' } };

    const answers = [
      await api.post('/hooked', { name: 'Ann' }),
      await api.put('/hooked/1', { name: 'Ann', version: 1 }),
      await api.patch('/hooked/1', { version: 2 }),
      await api.get('/hooked/1'),
    ];
    const all = await api.get('/hooked');

    for (const { json } of answers) expect(json).toEqual(expected);
    expect(all.json).toEqual({ token: 'mine', results: [expected, expected] });
  });

  it('has the ETag of a version that is hidden', async () => {
    const api = await hooked(server);

    expect((await api.get('/hooked/1')).headers.get('etag')).toBe('"1"');
  });

  it('has fewer members where ?fields= says so', async () => {
    const api = await hooked(server);

    const one = await api.get('/hooked/1?fields=big');
    const all = await api.get('/hooked?fields=big');

    const expected = { big: '9', nested: { token: 'nested' } };
    expect([one.json, all.json.results]).toEqual([expected, [expected]]);
  });

  it('hides the same where it is an entity', async () => {
    const api = await hooked(server);

    const one = await api.get('/hooked/1?entities');
    const all = await api.get('/hooked?entities');

    expect([one.json, all.json.results]).toEqual([SHOWN, [SHOWN]]);
  });

  it('hides the same of a resource that is given results', async () => {
    const api = await hooked(server);

    const whole = await api.get('/wrapping/1');
    const sparse = await api.get('/wrapping/1?fields=name');

    expect(whole.json).toEqual({ ...SHOWN, results: [{ ...SHOWN, rank: 1 }] });
    expect(sparse.json).toEqual({ name: 'Ann', results: [{ name: 'Ann', rank: 1 }] });
  });

  it('hides the same in objects of any class, and of none', async () => {
    const api = await hooked(server);

    const { json } = await api.get('/wrapping');

    expect(json).toEqual({
      results: [SHOWN],
      by: { Ann: [SHOWN] },
      card: { person: SHOWN, made: SHOWN.moment, seal: { type: 'Buffer', data: [97] } },
      sealed: [SHOWN],
      entities: [SHOWN],
      count: { exact: ['18446744073709551616'] },
    });
  });

  it.each([[['passed']], [[{ token: 'inner', results: [] }]], [{ results: [] }]])(
    "hides the same where a member is called 'results', and holds %j",
    async (results) => {
      const api = await serve(server, { endpoints: [Exam] });
      await api.post('/exams', { results });

      const one = await api.get('/exams/1');
      const all = await api.get('/exams');

      expect([one.json, all.json]).toEqual([{ results }, { results: [{ results }] }]);
    },
  );
});

const ANN = { name: 'Ann', email: 'a@example.com' };

async function people(server: TestServer): Promise<ApiClient> {
  const api = await serve(server, { endpoints: FORMS });
  await fill(api, '/all', [ANN]);
  return api;
}

async function hooked(server: TestServer): Promise<ApiClient> {
  const api = await serve(server, { endpoints: [Hooked, Wrapping] });
  await fill(api, '/hooked', [{ name: 'Ann' }]);
  return api;
}

async function withService(server: TestServer) {
  const database = await freshDatabase(server);
  const { app } = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: FORMS })],
  });
  return { service: app.get<EndpointService<OneList>>(getEndpointToken(OneList)) };
}
