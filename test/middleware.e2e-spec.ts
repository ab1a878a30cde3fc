import { Readable } from 'node:stream';

import { Controller, Get, HttpException, Injectable, Logger, Scope } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  CORSMiddleware,
  Endpoint,
  type EndpointService,
  Field,
  InjectEndpoint,
  JWTAuthentication,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiRequest,
  Middleware,
  type MiddlewareClass,
  type MiddlewareResponse,
  NotFoundError,
  respond,
  RestEndpoint,
} from '../lib/index.js';
import { SHOP, serveYaml } from './support/config-file.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  serve,
  startNest,
  startProblems,
} from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { SECRET } from './support/tokens.js';

const [SQLITE] = SERVERS;

/** What the middlewares of a test saw, in order. */
const seen: string[] = [];

class First extends Middleware {
  process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
    seen.push(response === null ? 'first' : `first ${response.status}`);
    if (response === null && headers['x-stop'] === 'first') return respond(403, { detail: 'stop' });
    return null;
  }
}

/** Its methods are async. */
class Second extends Middleware {
  async process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
    await Promise.resolve();
    seen.push(response === null ? 'second' : `second ${response.status}`);
    if (response !== null) response.headers.set('x-served-by', 'lightapi');
    if (response === null && headers['x-stop'] === 'second')
      return respond(200, 'closed', { 'x-closed': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    return null;
  }
}

class Own extends Middleware {
  process(_request: LightApiRequest, response: MiddlewareResponse | null) {
    seen.push(response === null ? 'own' : `own ${response.status}`);
  }
}

@Endpoint('/books', { middleware: [Own] })
class Book extends RestEndpoint {
  @Field({ unique: true })
  title!: string;
}

@Endpoint('/secrets', { authentication: { backend: JWTAuthentication } })
class Secret extends RestEndpoint {
  @Field()
  text!: string;
}

describeOnEachDatabase('middleware', (server) => {
  it.each([
    ['a collection', 200, 'GET /books', undefined],
    ['a resource', 200, 'GET /books/1', undefined],
    ['HEAD', 200, 'HEAD /books/1', undefined],
    ['a new resource', 201, 'POST /books', { title: 'b' }],
    ['a deleted one', 204, 'DELETE /books/1', undefined],
    ['a missing row', 404, 'GET /books/9', undefined],
    ['a missing verb', 405, 'DELETE /books', undefined],
    ['OPTIONS', 204, 'OPTIONS /books', undefined],
    ['a conflict', 409, 'POST /books', { title: 'a' }],
    ['a wrong body', 422, 'POST /books', {}],
    ['broken JSON', 400, 'POST /books', '{'],
  ])('goes around %s, in order and back', async (_what, status, line, body) => {
    const api = await books();
    const [method, path] = line.split(' ') as [string, string];

    const answer = await api.send(method, path, { body });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-served-by')).toBe('lightapi');
    expect(seen).toEqual([
      ...['first', 'second', 'own'],
      ...[`own ${status}`, `second ${status}`, `first ${status}`],
    ]);
  });

  it('goes around 304', async () => {
    const api = await books();

    const answer = await api.get('/books/1', { 'if-none-match': '"1"' });

    expect(answer).toMatchObject({ status: 304, text: '' });
    expect(seen.slice(3)).toEqual(['own 304', 'second 304', 'first 304']);
  });

  async function books() {
    const api = await serve(server, { endpoints: [Book], middleware: [First, Second] });
    await api.post('/books', { title: 'a' });
    seen.length = 0;
    return api;
  }
});

describe('middleware that answers itself', () => {
  it('ends the way in: those before it see the answer, itself and others not', async () => {
    const api = await start([First, Second]);

    const answer = await api.get('/books', { 'x-stop': 'second' });

    expect(answer).toMatchObject({ status: 200, text: 'closed' });
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(seen).toEqual(['first', 'second', 'first 200']);
  });

  it('is asked before anybody is asked who calls, and before the body is read', async () => {
    const api = await start([First]);

    const answer = await api.post('/secrets', '{', { 'x-stop': 'first' });

    expect(answer).toMatchObject({ status: 403, json: { detail: 'stop' } });
    expect(seen).toEqual(['first']);
  });
});

describe('middleware of the module', () => {
  it('goes around refusals and the login', async () => {
    const api = await start([First], { auth: { loginValidator: () => null } });

    const statuses = [
      (await api.get('/secrets')).status,
      (await api.post('/auth/login', { username: 'a', password: 'b' })).status,
      (await api.get('/auth/login')).status,
    ];

    expect(statuses).toEqual([401, 401, 405]);
    expect(seen).toEqual(['first', 'first 401', 'first', 'first 401', 'first', 'first 405']);
  });

  it('leaves health, unknown paths and an application’s own routes alone', async () => {
    @Controller('own')
    class OwnController {
      @Get()
      get() {
        return { own: true };
      }
    }
    const database = await freshDatabase();
    const options = { database, endpoints: [Secret], jwt: { secret: SECRET }, health: true };
    const api = await startNest({
      imports: [LightApiModule.forRoot({ ...options, middleware: [First] })],
      controllers: [OwnController],
    });
    seen.length = 0;

    const paths = ['/own', '/healthz', '/nowhere'];
    const answers = await Promise.all(paths.map((path) => api.get(path)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect(seen).toEqual([]);
  });

  it('is made by Nest, with what it injects, in the root and in features', async () => {
    const database = await freshDatabase();
    const api = await startNest({
      imports: [
        LightApiModule.forRootAsync({
          endpoints: [Secret],
          providers: [{ provide: Greeting, useValue: { text: 'root' } }],
          useFactory: () => ({ database, jwt: { secret: SECRET }, middleware: [Greeter] }),
        }),
        LightApiModule.forFeature([Parcel], {
          providers: [{ provide: Greeting, useValue: { text: 'feature' } }],
        }),
      ],
    });
    await api.post('/parcels', { label: 'a' });

    const [feature, root] = [await api.get('/parcels'), await api.get('/secrets')];

    expect(feature.headers.get('x-greeting')).toBe('root');
    expect(feature.headers.get('x-parcels')).toBe('feature 1');
    expect(root.headers.get('x-greeting')).toBe('root');
  });
});

describe('what middleware makes of an answer', () => {
  it.each(['GET', 'HEAD'])('a changed JSON value is what %s sends', async (method) => {
    const api = await changed((response) => {
      (response.body as { results: object[] }).results.push({ added: true });
    });

    const answer = await api.send(method, '/books');

    expect(answer.headers.get('content-length')).toBe('28');
    expect(answer.text).toBe(method === 'GET' ? '{"results":[{"added":true}]}' : '');
  });

  it.each([
    ['a value', { a: 1 }, '{"a":1}'],
    ['a text, as the content is JSON', 'ü', '"ü"'],
    ['a buffer', Buffer.from('[1]'), '[1]'],
    ['a stream', () => Readable.from(['[', '2]']), '[2]'],
    ['nothing', null, ''],
  ])('another body: %s', async (_what, body, text) => {
    const api = await changed((response) => {
      response.body = typeof body === 'function' ? body() : body;
    });

    const answer = await api.get('/books');

    expect(answer).toMatchObject({ status: 200, text });
  });

  it('another status, and headers set, added and taken away', async () => {
    const api = await changed((response) => {
      response.status = 202;
      response.headers.delete('ETag');
      response.headers.append('set-cookie', 'a=1');
      response.headers.append('set-cookie', 'b=2');
      response.headers.set('x-kind', 'changed');
    });
    await api.post('/books', { title: 'a' });

    const answer = await api.get('/books/1');

    expect(answer).toMatchObject({ status: 202, json: { title: 'a' } });
    expect(answer.headers.has('etag')).toBe(false);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-kind')).toBe('changed');
  });

  it.each([204, 304])('no body with %s', async (status) => {
    const api = await changed((response) => {
      response.status = status;
    });

    const answer = await api.get('/books');

    expect(answer).toMatchObject({ status, text: '' });
  });

  it('a body where there was none', async () => {
    const api = await changed((response) => {
      if (response.status !== 204) return;
      response.status = 200;
      response.body = { deleted: response.body };
    });
    await api.post('/books', { title: 'a' });

    expect((await api.delete('/books/1')).json).toEqual({ deleted: null });
  });

  it('another answer in its place, with the headers that are not the body’s', async () => {
    const api = await changed(() => respond(418, { tea: true }), { corsOrigins: ['*'] });
    await api.post('/books', { title: 'a' });

    const answer = await api.get('/books/1', { origin: 'https://a.example' });

    expect(answer).toMatchObject({ status: 418, json: { tea: true } });
    expect(answer.headers.has('etag')).toBe(false);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('a hook’s stream passes as it is', async () => {
    const api = await changed((response) => {
      response.headers.set('x-kind', typeof (response.body as Readable).pipe);
    });

    const answer = await api.get('/books?stream=1');

    expect(answer.text).toBe('streamed');
    expect(answer.headers.get('x-kind')).toBe('function');
  });

  it.each([100, 199, 600, 20.5, NaN])('no answer has the status %s', (status) => {
    expect(() => respond(status)).toThrow(RangeError);
    expect(() => {
      respond(200).status = status;
    }).toThrow(RangeError);
  });

  type Change = (response: MiddlewareResponse) => unknown;

  async function changed(change: Change, options: LightApiModuleOptions = {}) {
    class Changing extends Middleware {
      process({ method }: LightApiRequest, response: MiddlewareResponse | null) {
        if (response === null || method === 'POST') return undefined;
        return change(response) as MiddlewareResponse | undefined;
      }
    }

    @Endpoint('/books')
    class Streaming extends RestEndpoint {
      @Field()
      title!: string;
    }
    class StreamMiddleware extends Middleware {
      process({ url }: LightApiRequest, response: MiddlewareResponse | null) {
        if (response !== null && url.includes('stream')) {
          response.headers.set('content-type', 'text/plain');
          response.body = Readable.from(['stream', 'ed']);
        }
      }
    }
    const middleware = [Changing, StreamMiddleware];
    return serve(SQLITE!, { endpoints: [Streaming], middleware, ...options });
  }
});

describe('an error in middleware', () => {
  it.each([
    ['unknown', new Error('password=hunter2'), 500, 'internal server error'],
    [
      'with a status that means nothing',
      Object.assign(new Error('x'), { statusCode: 400 }),
      500,
      'internal server error',
    ],
    ['an HttpException', new HttpException('Too early.', 425), 425, 'Too early.'],
    ['of ours', new NotFoundError(), 404, 'not found'],
  ])('%s is answered in our shape, before and after', async (_what, error, status, detail) => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    class Throwing extends Middleware {
      process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
        if ((response === null) === 'x-before' in headers) throw error;
      }
    }
    const api = await start([First, Throwing]);

    const before = await api.get('/books', { 'x-before': '1' });
    const after = await api.get('/books');

    for (const answer of [before, after])
      expect(answer).toMatchObject({
        status,
        json: { detail },
      });
    expect(log).toHaveBeenCalledTimes(status === 500 ? 2 : 0);
    expect(seen).toEqual(['first', `first ${status}`, 'first', `first ${status}`]);
  });

  it('is a 500 where something is returned that is no response', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => {
      log.mockRestore();
    });
    class Refusing extends Middleware {
      process() {
        return { status: 403 } as unknown as MiddlewareResponse;
      }
    }
    const api = await start([Refusing]);

    expect((await api.get('/books')).status).toBe(500);
    expect(String(log.mock.calls[0]?.[0])).toMatch(/Refusing.process\(\) returned something/);
  });
});

describe('CORSMiddleware', () => {
  it.each([
    ['alone lets everybody in, without credentials', undefined, '*', null],
    ['beside corsOrigins opens nothing more', ['https://b.example'], null, null],
  ])('%s', async (_what, corsOrigins, origin, credentials) => {
    const api = await start([CORSMiddleware], corsOrigins && { corsOrigins });
    const headers = { origin: 'https://a.example' };

    const preflight = { ...headers, 'access-control-request-method': 'PATCH' };
    const answers = [
      await api.get('/books', headers),
      await api.get('/secrets', headers),
      await api.send('OPTIONS', '/books', { headers: preflight }),
    ];

    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-allow-credentials')).toBe(credentials);
    }
  });
});

@Injectable({ scope: Scope.REQUEST })
class Scoped extends Middleware {
  process() {
    return null;
  }
}

describe('middleware that is none', () => {
  it.each([
    ['no list', First, `'middleware' is no list.`],
    ['an instance', [new First()], `'middleware' has {}. Give classes with process()`],
    ['no method', [class Empty {}], `'middleware' has Empty. Give classes with process()`],
    ['one for each request', [Scoped], `'middleware' has Scoped, which Nest makes anew`],
    ['one twice', [First, First], `'middleware' has First twice. Remove one.`],
  ])('stops the start: %s', async (_what, middleware, told) => {
    const list = middleware as unknown as readonly MiddlewareClass[];
    @Endpoint('/wrong', { middleware: list })
    class Wrong extends RestEndpoint {
      @Field()
      name!: string;
    }

    const problems = await startProblems({ endpoints: [Wrong], middleware: list });

    expect(problems[0]).toContain(told);
    expect(problems[1]).toContain(`Wrong: ${told}`);
  });

  it('stops the start: CORS of one endpoint', async () => {
    @Endpoint('/wrong', { middleware: [CORSMiddleware] })
    class Wrong extends RestEndpoint {
      @Field()
      name!: string;
    }

    expect(await startProblems({ endpoints: [Wrong] })).toEqual([
      `Wrong: 'middleware' has CORSMiddleware, which holds for the whole application. Give it to the module's 'middleware'.`,
    ]);
  });
});

describe('middleware of a file', () => {
  it('is named, for all and for an endpoint', async () => {
    const api = await serveYaml(`middleware:
  - CORSMiddleware
  - ${SHOP}#Stamp
endpoints:
  - route: /books
    fields: { title: { type: str } }
    meta:
      middleware: ['${SHOP}#Shelf']
  - route: /pens
    fields: { colour: { type: str } }
`);

    const [books, pens] = [
      await api.get('/books', { origin: 'https://a.example' }),
      await api.get('/pens'),
    ];

    expect(books.headers.get('access-control-allow-origin')).toBe('*');
    expect(books.headers.get('x-stamp')).toBe('shop');
    expect(books.headers.get('x-shelf')).toBe('/books');
    expect(pens.headers.get('x-stamp')).toBe('shop');
    expect(pens.headers.has('x-shelf')).toBe(false);
  });
});

@Injectable()
class Greeting {
  text = '';
}

@Injectable()
class Greeter extends Middleware {
  constructor(private readonly greeting: Greeting) {
    super();
  }

  process(_request: LightApiRequest, response: MiddlewareResponse | null) {
    response?.headers.set('x-greeting', this.greeting.text);
  }
}

@Injectable()
class ParcelCount extends Middleware {
  constructor(
    private readonly greeting: Greeting,
    @InjectEndpoint(Secret) private readonly secrets: EndpointService<Secret>,
  ) {
    super();
  }

  async process(_request: LightApiRequest, response: MiddlewareResponse | null) {
    if (response === null) return;
    const { results } = await this.secrets.list();
    response.headers.set('x-parcels', `${this.greeting.text} ${results.length + 1}`);
  }
}

@Endpoint('/parcels', { middleware: [ParcelCount] })
class Parcel extends RestEndpoint {
  @Field()
  label!: string;
}

async function start(middleware: MiddlewareClass[], options: LightApiModuleOptions = {}) {
  @Endpoint('/books')
  class Plain extends RestEndpoint {
    @Field()
    title!: string;
  }
  const api = await serve(SQLITE!, {
    endpoints: [Plain, Secret],
    jwt: { secret: SECRET },
    middleware,
    ...options,
  });
  seen.length = 0;
  return api;
}
