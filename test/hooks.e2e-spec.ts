import { once } from 'node:events';

import {
  type ArgumentsHost,
  BadRequestException,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  forwardRef,
  Header,
  HttpCode,
  HttpException,
  Inject,
  Injectable,
  Logger,
  SetMetadata,
  StreamableFile,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { QueryBuilder, SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyReply } from 'fastify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  Endpoint,
  EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  type UpdateOptions,
} from '../lib/index.js';
import { describeOnEachDatabase, freshDatabase, serve, startNest } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';

const [SQLITE] = SERVERS;

/** Each operation has its hook, async and not, and leaves a trace in the row or the answer. */
@Endpoint('/songs')
class Song extends RestEndpoint {
  @Field()
  title!: string;

  override async list(request: LightApiRequest) {
    const { results } = await super.list(request);
    return { results: results.toReversed() };
  }

  override async retrieve(request: LightApiRequest, id: string) {
    const song = await super.retrieve(request, id);
    return Object.assign(song, { title: `${song.title} (read)` });
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, title: `${String(data.title)} (new)` }, request);
  }

  override update(id: string, data: RequestBody, request: LightApiRequest, how: UpdateOptions) {
    const title = how.partial ? 'changed' : 'replaced';
    return super.update(id, { ...data, title }, request, how);
  }

  override async destroy(id: string, request: LightApiRequest) {
    if (id === '1') throw new HttpException('The first song stays.', 409);
    await super.destroy(id, request);
  }
}

/** Each verb is taken over. */
@Endpoint('/verbs')
class Verbs extends RestEndpoint {
  @Field()
  title!: string;

  override get(request: LightApiRequest) {
    return Promise.resolve({ verb: 'get', params: request.params });
  }

  override async post(request: LightApiRequest) {
    return { verb: 'post', made: await super.post(request) };
  }

  override put() {
    return Promise.resolve({ verb: 'put' });
  }

  override patch() {
    return Promise.resolve({ verb: 'patch' });
  }

  override delete() {
    return Promise.resolve({ verb: 'delete' });
  }
}

describeOnEachDatabase('the hooks of an operation', (server) => {
  it('list: super gives the rows, and what is returned is answered', async () => {
    const api = await songs();

    const answer = await api.get('/songs');

    expect(answer.json.results).toMatchObject([{ id: 2 }, { id: 1 }]);
  });

  it('retrieve: what is returned is answered, with the entity tag of the row', async () => {
    const api = await songs();

    const answer = await api.get('/songs/1');

    expect(answer.json.title).toBe('a (new) (read)');
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it('retrieve: is asked also where the client names the version, which does not tell what it shows', async () => {
    const api = await songs();

    const answer = await api.get('/songs/1', { 'if-none-match': '"1"' });

    expect(answer).toMatchObject({ status: 200, json: { title: 'a (new) (read)' } });
  });

  it('retrieve: a row that super does not find is 404', async () => {
    const api = await songs();

    expect((await api.get('/songs/9')).status).toBe(404);
  });

  it('create: what is handed to super is stored, and located', async () => {
    const api = await songs();

    const answer = await api.post('/songs', { title: 'c' });

    expect(answer).toMatchObject({ status: 201, json: { title: 'c (new)' } });
    expect(answer.headers.get('location')).toMatch(/\/songs\/3$/);
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it('update: is told by partial whether it is PATCH or PUT', async () => {
    const api = await songs();

    const changed = await api.patch('/songs/1', { title: 'x', version: 1 });
    const replaced = await api.put('/songs/1', { title: 'x', version: 2 });

    expect(changed.json).toMatchObject({ title: 'changed', version: 2 });
    expect(replaced.json).toMatchObject({ title: 'replaced', version: 3 });
  });

  it('update: super keeps to versions and If-Match', async () => {
    const api = await songs();

    const stale = await api.patch('/songs/1', { title: 'x', version: 7 });
    const unmatched = await api.patch('/songs/1', { title: 'x' }, { 'if-match': '"7"' });
    const matched = await api.patch('/songs/1', { title: 'x' }, { 'if-match': '"1"' });

    expect([stale.status, unmatched.status, matched.status]).toEqual([409, 412, 200]);
  });

  it('destroy: deletes through super, or refuses by an HttpException', async () => {
    const api = await songs();

    const refused = await api.delete('/songs/1');
    const deleted = await api.delete('/songs/2');

    expect(refused).toMatchObject({ status: 409, json: { detail: 'The first song stays.' } });
    expect(deleted).toMatchObject({ status: 204, text: '' });
  });

  async function songs() {
    const api = await serve(server, { endpoints: [Song] });
    await api.post('/songs', { title: 'a' });
    await api.post('/songs', { title: 'b' });
    return api;
  }
});

describe('the hooks of a verb', () => {
  it.each([
    ['GET', '/verbs', 200, { verb: 'get', params: {} }],
    ['GET', '/verbs/7', 200, { verb: 'get', params: { id: '7' } }],
    ['PUT', '/verbs/7', 200, { verb: 'put' }],
    ['PATCH', '/verbs/7', 200, { verb: 'patch' }],
  ])('take over %s %s', async (method, path, status, json) => {
    const api = await serve(SQLITE!, { endpoints: [Verbs] });

    const answer = await api.send(method, path, method === 'GET' ? {} : { body: {} });

    expect(answer).toMatchObject({ status, json });
  });

  it('reach the operation by super', async () => {
    const api = await serve(SQLITE!, { endpoints: [Verbs] });

    const answer = await api.post('/verbs', { title: 'a' });

    expect(answer).toMatchObject({
      status: 201,
      json: { verb: 'post', made: { id: 1, title: 'a', version: 1 } },
    });
  });
});

@Injectable()
class Prices {
  of(title: string): string {
    return `${title.length}.00`;
  }
}

@Injectable()
class Taxes {
  rate = 0.07;
}

@Endpoint('/goods')
class Good extends RestEndpoint {
  @Inject(Taxes) private readonly taxes!: Taxes;

  constructor(
    private readonly prices: Prices,
    @InjectEndpoint(Good) private readonly own: EndpointService<Good>,
  ) {
    super();
  }

  @Field()
  title!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, optional: true })
  price?: string | null;

  override async create(data: RequestBody, request: LightApiRequest) {
    const { results } = await this.own.list();
    if (this.taxes.rate > 1 || results.length > 0) throw new HttpException('full', 409);
    return super.create({ ...data, price: this.prices.of(String(data.title)) }, request);
  }
}

@Endpoint('/hens')
class Hen extends RestEndpoint {
  @Inject(forwardRef(() => getEndpointToken(Egg))) private readonly eggs!: EndpointService<Egg>;

  @Field()
  name!: string;

  override async create(data: RequestBody, request: LightApiRequest) {
    await this.eggs.create({ size: 1 });
    return super.create(data, request);
  }
}

@Endpoint('/eggs')
class Egg extends RestEndpoint {
  @InjectEndpoint(Hen) private readonly hens!: EndpointService<Hen>;

  @Field()
  size!: number;

  override async post(request: LightApiRequest) {
    await this.hens.create({ name: 'hatched' });
    return super.post(request);
  }
}

describe('injection into an endpoint class', () => {
  it('gives constructor and properties what they ask for, its own service included', async () => {
    const api = await serve(SQLITE!, { endpoints: [Good], providers: [Prices, Taxes] });

    const first = await api.post('/goods', { title: 'soap' });
    const second = await api.post('/goods', { title: 'soap' });

    expect(first.json.price).toBe('4.00');
    expect(second).toMatchObject({ status: 409, json: { detail: 'full' } });
  });

  it('gives two endpoints the services of each other', async () => {
    const api = await serve(SQLITE!, { endpoints: [Hen, Egg] });

    await api.post('/hens', { name: 'Berta' });
    await api.post('/eggs', { size: 2 });

    expect((await api.get('/hens')).json.results).toHaveLength(2);
    expect((await api.get('/eggs')).json.results).toHaveLength(2);
  });
});

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field()
  name!: string;

  @Field({ type: 'decimal', precision: 10, scale: 2, default: '1.00' })
  price!: string;

  override queryset({ query }: LightApiRequest) {
    const { by, least = '0' } = query as { by?: string; least?: string };
    if (by === 'builder')
      return (this.em as SqlEntityManager)
        .createQueryBuilder(entityOf(Part))
        .where({ price: { $gte: least } }) as unknown as QueryBuilder;
    return by === 'conditions' ? { price: { $gte: least } } : undefined;
  }

  override async get(request: LightApiRequest) {
    const { sum } = request.query as { sum?: string };
    if (sum === undefined) return super.get(request);
    const parts = await this.em.find(entityOf(Part), { price: { $gt: '1.00' } });
    return { found: parts.map(({ price }) => price), same: this.em === this.em };
  }
}

describeOnEachDatabase('MikroORM in hooks', (server) => {
  it.each(['conditions', 'builder'])('queryset may be %s', async (by) => {
    const api = await parts();

    const answer = await api.get(`/parts?by=${by}&least=9.00`);

    expect(answer.json.results).toMatchObject([{ name: 'b', price: '9.00' }, { name: 'c' }]);
    expect((await api.get(`/parts/1?by=${by}&least=9.00`)).status).toBe(200);
  });

  it('finds entities by an entity manager of the request', async () => {
    const api = await parts();

    const answer = await api.get('/parts?sum=1');

    expect(answer.json).toEqual({ found: ['9.00', '10.50'], same: true });
  });

  async function parts() {
    const api = await serve(server, { endpoints: [Part] });
    await api.post('/parts', { name: 'a' });
    await api.post('/parts', { name: 'b', price: '9.00' });
    await api.post('/parts', { name: 'c', price: '10.50' });
    return api;
  }
});

/** What is asked for in `x-task` is done in the background. */
@Endpoint('/errands')
class Errand extends RestEndpoint {
  static tasks = new Map<string, (...args: unknown[]) => unknown>();

  @Field()
  name!: string;

  override async create(data: RequestBody, request: LightApiRequest) {
    const errand = await super.create(data, request);
    this.background(Errand.tasks.get(errand.name)!, errand.id, errand.name);
    return errand;
  }

  later() {
    this.background(() => undefined);
  }
}

/** Is ready when its client has gone. */
@Endpoint('/slow-errands')
class SlowErrand extends Errand {
  static begun: () => void;

  override async create(data: RequestBody, request: LightApiRequest) {
    const gone = once(request.raw.socket, 'close');
    SlowErrand.begun();
    await gone;
    return super.create(data, request);
  }
}

const POST_SHOPPING = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"name":"shopping"}',
};

describe('background work', () => {
  it('begins with the answer, which does not wait for its end', async () => {
    const end = Promise.withResolvers<undefined>();
    const task = vi.fn(() => end.promise);
    Errand.tasks.set('shopping', task);
    const api = await serve(SQLITE!, { endpoints: [Errand] });

    const answer = await api.post('/errands', { name: 'shopping' });

    expect(answer.status).toBe(201);
    await vi.waitFor(() => {
      expect(task).toHaveBeenCalledExactlyOnceWith(1, 'shopping');
    });
    end.resolve(undefined);
  });

  it('that fails is logged, and harms nobody', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    Errand.tasks.set('shopping', () => Promise.reject(new Error('sold out')));
    const api = await serve(SQLITE!, { endpoints: [Errand] });

    const answer = await api.post('/errands', { name: 'shopping' });

    expect(answer.status).toBe(201);
    await vi.waitFor(() => {
      expect(log.mock.calls).toEqual([[expect.objectContaining({ message: 'sold out' })]]);
    });
    expect((await api.get('/errands/1')).status).toBe(200);
  });

  it('is waited for by a shutdown', async () => {
    const { app, begun, end } = await shopping();
    const closed = vi.fn();

    const closing = app.close().then(closed);
    await begun.promise;
    expect(closed).not.toHaveBeenCalled();
    end.resolve(undefined);
    await closing;

    expect(closed).toHaveBeenCalledOnce();
  });

  it('is done also where the client did not wait for its answer', async () => {
    const task = vi.fn();
    Errand.tasks.set('shopping', task);
    const api = await serve(SQLITE!, { endpoints: [SlowErrand] });
    const client = new AbortController();
    SlowErrand.begun = () => {
      client.abort();
    };

    await fetch(`${api.url}/slow-errands`, { ...POST_SHOPPING, signal: client.signal }).catch(
      () => undefined,
    );

    await vi.waitFor(() => {
      expect(task).toHaveBeenCalledOnce();
    });
  });

  it('belongs to a request', async () => {
    const { app } = await startNest({
      imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Errand] })],
    });

    const outside = () => {
      app.get(Errand).later();
    };

    expect(outside).toThrow(TypeError);
    expect(outside).toThrow(/belongs to a request/);
  });

  it('is not begun where the request fails', async () => {
    const task = vi.fn();
    Errand.tasks.set('shopping', task);
    const api = await serve(SQLITE!, { endpoints: [Errand] });

    const answer = await api.post('/errands', { nothing: true });

    expect(answer.status).toBe(422);
    expect(task).not.toHaveBeenCalled();
  });

  async function shopping() {
    const [begun, end] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    Errand.tasks.set('shopping', () => {
      begun.resolve(undefined);
      return end.promise;
    });
    const database = await freshDatabase();
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [Errand] })],
    });
    await api.post('/errands', { name: 'shopping' });
    return { app: api.app, begun, end };
  }
});

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<LightApiRequest>();
    return headers['x-key'] === 'sesame';
  }
}

@Endpoint('/caves')
class Cave extends RestEndpoint {
  @Field()
  name!: string;

  @HttpCode(202)
  @Header('x-made', 'yes')
  override create(data: RequestBody, request: LightApiRequest) {
    return super.create(data, request);
  }

  @UseGuards(KeyGuard)
  override destroy(id: string, request: LightApiRequest) {
    return super.destroy(id, request);
  }
}

@Endpoint('/reports')
class Report extends RestEndpoint {
  @Field()
  name!: string;

  override get(): Promise<unknown> {
    const file = { type: 'text/csv', disposition: 'attachment' };
    return Promise.resolve(new StreamableFile(Buffer.from('id,name'), file));
  }
}

@UseGuards(KeyGuard)
@Endpoint('/vaults')
class Vault extends RestEndpoint {
  @Field()
  name!: string;
}

/** What a guard reads by its `Reflector`. */
const KEY = Symbol('key');

@Injectable()
class NamedKeyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<LightApiRequest>();
    const targets = [context.getHandler(), context.getClass()];
    return headers['x-key'] === this.reflector.getAllAndOverride<string>(KEY, targets);
  }
}

@UseGuards(NamedKeyGuard)
@SetMetadata(KEY, 'base')
abstract class Locked extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/chests')
class Chest extends Locked {}

@SetMetadata(KEY, 'class')
@Endpoint('/coffers')
class Coffer extends Locked {
  @SetMetadata(KEY, 'hook')
  override retrieve(request: LightApiRequest, id: string) {
    return super.retrieve(request, id);
  }
}

class Empty extends Error {}

@Catch(Empty)
class EmptyFilter implements ExceptionFilter {
  catch(_error: Empty, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(418).send({ empty: true });
  }
}

@UseFilters(EmptyFilter)
@Endpoint('/pots')
class Pot extends RestEndpoint {
  @Field()
  name!: string;

  override list(): never {
    throw new Empty();
  }
}

it('a file that a hook returns is sent as it is, of a resource and of the collection', async () => {
  const api = await serve(SQLITE!, { endpoints: [Report] });
  await api.post('/reports', { name: 'a' });

  const files = [await api.get('/reports'), await api.get('/reports/1')];

  for (const { status, headers, text } of files)
    expect([status, headers.get('content-type'), headers.get('content-disposition'), text]).toEqual(
      [200, 'text/csv', 'attachment', 'id,name'],
    );
});

describe('decorators of Nest', () => {
  it('take effect on an overriding method, and only there', async () => {
    const api = await serve(SQLITE!, { endpoints: [Cave] });

    const made = await api.post('/caves', { name: 'a' });
    const refused = await api.delete('/caves/1');
    const deleted = await api.delete('/caves/1', { 'x-key': 'sesame' });

    expect([made.status, refused.status, deleted.status]).toEqual([202, 403, 204]);
    expect(made.headers.get('x-made')).toBe('yes');
    expect(refused.json).toEqual({ detail: 'Forbidden resource' });
  });

  it('take effect on every verb where they are on the class', async () => {
    const api = await serve(SQLITE!, { endpoints: [Vault] });

    const refused = [await api.get('/vaults'), await api.post('/vaults', { name: 'a' })];
    const allowed = await api.get('/vaults', { 'x-key': 'sesame' });

    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    expect(allowed.status).toBe(200);
  });

  it('are inherited from a base class, where the nearest one wins', async () => {
    const api = await serve(SQLITE!, { endpoints: [Chest, Coffer] });
    const statusOf = async (path: string, key: string) =>
      (await api.get(path, { 'x-key': key })).status;

    expect([await statusOf('/chests', ''), await statusOf('/chests', 'base')]).toEqual([403, 200]);
    expect([await statusOf('/coffers', 'base'), await statusOf('/coffers', 'class')]).toEqual([
      403, 200,
    ]);
    expect(await statusOf('/coffers/1', 'class')).toBe(403);
    expect(await statusOf('/coffers/1', 'hook')).toBe(404);
  });

  it('may bind an exception filter to the class, before our own answers', async () => {
    const api = await serve(SQLITE!, { endpoints: [Pot] });

    const caught = await api.get('/pots');
    const ours = await api.get('/pots/1');

    expect([caught.status, caught.json]).toEqual([418, { empty: true }]);
    expect(ours.status).toBe(404);
  });
});

@Endpoint('/traps')
class Trap extends RestEndpoint {
  @Field()
  name!: string;

  override list(): never {
    throw new Error('password=hunter2');
  }

  override retrieve(): Promise<never> {
    return Promise.reject(new HttpException({ message: ['closed', 'today'] }, 423));
  }
}

const CYCLE: { self?: object } = {};
CYCLE.self = CYCLE;

const TOLD: Record<string, HttpException> = {
  objects: new BadRequestException([{ at: 1 }, 'two']),
  object: new HttpException({ code: 'SOLD' }, 409),
  nothing: new HttpException({}, 409),
  cycle: new HttpException(CYCLE, 409),
};

@Endpoint('/tellers')
class Teller extends RestEndpoint {
  @Field()
  name!: string;

  override list(request: LightApiRequest): never {
    throw TOLD[(request.query as { told: string }).told]!;
  }
}

describe('an error thrown in a hook', () => {
  it.each([
    ['objects', '{"at":1}; two'],
    ['object', '{"code":"SOLD"}'],
    ['nothing', 'Http Exception'],
    ['cycle', 'Http Exception'],
  ])('says what its HttpException holds: %s', async (told, detail) => {
    const api = await serve(SQLITE!, { endpoints: [Teller] });

    expect((await api.get(`/tellers?told=${told}`)).json).toEqual({ detail });
  });

  it('is its status and detail where it is an HttpException', async () => {
    const api = await serve(SQLITE!, { endpoints: [Trap] });

    const answer = await api.get('/traps/1');

    expect(answer).toMatchObject({ status: 423, json: { detail: 'closed; today' } });
  });

  it('is a 500 that tells nothing where it is unknown', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    const api = await serve(SQLITE!, { endpoints: [Trap] });

    const answer = await api.get('/traps');

    expect(answer).toMatchObject({ status: 500, text: '{"detail":"internal server error"}' });
    expect(log).toHaveBeenCalledOnce();
  });
});
