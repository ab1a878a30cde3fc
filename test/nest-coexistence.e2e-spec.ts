import { createGunzip, gzipSync } from 'node:zlib';

import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Inject,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
  Post,
  RequestMethod,
  Scope,
  ValidationPipe,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  ContextIdFactory,
  type ContextIdStrategy,
  Reflector,
  REQUEST,
} from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, preParsingHookHandler } from 'fastify';
import { map } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  Field,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { type NestApi, type NestSteps, startNest } from './support/nest-app.js';

class OutOfStock extends Error {}

@Catch(OutOfStock)
class OutOfStockFilter implements ExceptionFilter {
  catch(error: OutOfStock, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.code(418).send({ sold: error.message });
  }
}

@Catch(OutOfStock)
class KnowingFilter implements ExceptionFilter {
  constructor(@Inject(REQUEST) private readonly request: LightApiRequest) {}

  catch(error: OutOfStock, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<LightApiRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.code(this.request === request ? 418 : 500).send({ sold: error.message });
  }
}

@Catch()
class CatchAllFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(500).send({ oops: true });
  }
}

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<LightApiRequest>();
    return headers['x-key'] === 'sesame';
  }
}

@Injectable()
class WrapInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Injectable()
class ShoutInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    const shout = ({ results = [], ...row }: { results?: object[]; name?: string }) =>
      row.name === undefined
        ? { results, total: results.length }
        : { ...row, name: row.name.toUpperCase() };
    return next.handle().pipe(map(shout));
  }
}

@Injectable()
class TeapotInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const { method } = context.switchToHttp().getRequest<{ method: string }>();
    const refuse = (value: unknown) => {
      if (method === 'GET') throw new HttpException('a teapot', 418);
      return value;
    };
    return next.handle().pipe(map(refuse));
  }
}

@Injectable()
class CountingPipe implements PipeTransform {
  static calls = 0;

  transform(value: unknown): unknown {
    CountingPipe.calls += 1;
    return value;
  }
}

@Controller('own')
class OwnController {
  @Get()
  own() {
    return { own: true };
  }

  @Post('body')
  body(@Body() body: unknown) {
    return body;
  }

  @Get('wrong')
  wrong(): never {
    throw new BadRequestException('wrong');
  }

  @Get('sold')
  sold(): never {
    throw new OutOfStock('own');
  }
}

@Endpoint('/shops')
class Shop extends RestEndpoint {
  @Field()
  name!: string;

  override retrieve(): Promise<never> {
    return Promise.reject(new OutOfStock('bread'));
  }
}

@Endpoint('/guarded', {
  guards: [KeyGuard],
  interceptors: [WrapInterceptor],
  pipes: [CountingPipe],
})
class Guarded extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/versioned')
class Versioned extends RestEndpoint {
  @Field()
  name!: string;

  @Version('2')
  override create(data: RequestBody, request: LightApiRequest) {
    return super.create(data, request);
  }
}

describe('beside ordinary controllers', () => {
  it('both answer', async () => {
    const api = await application();

    expect((await api.get('/own')).json).toEqual({ own: true });
    expect((await api.get('/authors')).json).toEqual({ results: [] });
  });

  it('errors keep the shape of Nest in those controllers', async () => {
    const api = await application();

    const [wrong, missing] = [await api.get('/own/wrong'), await api.get('/nowhere')];

    expect(wrong.json).toMatchObject({ statusCode: 400, message: 'wrong' });
    expect(missing.json).toMatchObject({ statusCode: 404, message: 'Cannot GET /nowhere' });
  });

  it('broken JSON is ours on our routes only', async () => {
    const api = await application();

    const ours = await api.post('/authors', '{');
    const others = await api.post('/own', '{');

    expect(ours).toMatchObject({ status: 400, json: { detail: expect.any(String) } });
    expect(others.json).toMatchObject({ statusCode: 400 });
  });
});

describe('a body with a coding', () => {
  const body = { name: 'Jane Austen' };

  it.each(['gzip', 'br', 'x', 'identity, gzip', 'identityidentity'])(
    'is refused where nobody decodes it: %s',
    async (coding) => {
      const api = await application();
      const headers = { 'content-encoding': coding };

      const answers = [
        await api.post('/authors', body, headers),
        await api.put('/authors/1', body, headers),
        await api.patch('/authors/1', body, headers),
      ];

      expect(answers.map(({ status }) => status)).toEqual([415, 415, 415]);
      expect(answers[0]!.headers.get('accept-encoding')).toBe('identity');
      expect(answers[0]!.json.detail).toContain(`"${coding}"`);
      expect((await api.get('/authors')).json).toEqual({ results: [] });
    },
  );

  it.each(['identity', 'Identity', 'identity, identity', ''])(
    'may have none: %j',
    async (coding) => {
      const api = await application();

      const answer = await api.post('/authors', body, { 'content-encoding': coding });

      expect(answer.status).toBe(201);
    },
  );

  it('is left to who decodes it, and may leave the header', async () => {
    const api = await application({ prepare: decodeGzip });

    const [taken, refused] = await Promise.all(
      ['gzip', 'br'].map(async (coding) =>
        fetch(`${await api.app.getUrl()}/authors`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-encoding': coding },
          body: gzipSync(JSON.stringify(body)),
        }),
      ),
    );

    expect([taken!.status, refused!.status]).toEqual([201, 415]);
    expect((await api.get('/authors/1')).json).toMatchObject(body);
  });

  it('is the affair of the application at routes of its own', async () => {
    const api = await application();

    const answer = await api.post('/own/body', body, { 'content-encoding': 'gzip' });

    expect([answer.status, answer.json]).toEqual([201, body]);
  });
});

/** As `@fastify/rate-limit`, `@fastify/under-pressure` and others do. */
describe('a plugin that refuses a request', () => {
  it.each([
    [429, 'slow down', 'slow down'],
    [415, '', 'unsupported media type'],
    [503, 'heap of 3 GB', 'service unavailable'],
    [500, 'heap of 3 GB', 'internal server error'],
    [302, 'elsewhere', 'internal server error'],
    [999, 'nonsense', 'internal server error'],
  ])('has its status: %i', async (statusCode, message, detail) => {
    const api = await application({
      prepare: (app) => {
        const server = app.getHttpAdapter().getInstance();
        server.addHook('onRequest', (_request, reply, done) => {
          void reply.header('retry-after', '7');
          done(Object.assign(new Error(message), { statusCode }));
        });
      },
    });

    const answer = await api.get('/authors');

    const isKnown = [429, 415, 503].includes(statusCode);
    expect([answer.status, answer.json]).toEqual([isKnown ? statusCode : 500, { detail }]);
    expect(answer.headers.get('retry-after')).toBe('7');
  });
});

/** As `@fastify/compress` does it. */
function decodeGzip(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      const decode: preParsingHookHandler = ({ headers }, _reply, sent, done) => {
        const receivedEncodedLength = Number(headers['content-length']);
        const decoder = Object.assign(createGunzip(), { receivedEncodedLength });
        done(null, headers['content-encoding'] === 'gzip' ? sent.pipe(decoder) : sent);
      };
      route.preParsing = [route.preParsing ?? [], decode].flat();
    });
}

describe('a prefix and a version in the URL', () => {
  it('a global prefix is before our routes, and in Location', async () => {
    const api = await application({ prepare: (app) => app.setGlobalPrefix('api') });

    const answer = await api.post('/api/authors', { name: 'Jane Austen' });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/authors/1');
    expect((await api.get('/authors')).status).toBe(404);
  });

  const { GET, POST } = RequestMethod;

  it.each([
    ['the collection', 'api', ['authors'], '/authors', '/api/authors/1'],
    ['a resource', 'api', ['authors/:id'], '/api/authors', '/authors/1'],
    ['both', 'api', ['authors', 'authors/:id'], '/authors', '/authors/1'],
    ['its POST', 'api', [{ path: 'authors', method: POST }], '/authors', '/api/authors/1'],
    [
      'GET of a resource',
      'api',
      [{ path: 'authors/:id', method: GET }],
      '/api/authors',
      '/authors/1',
    ],
    ['a resource, with a parameter', 'in/:place', ['authors/:id'], '/in/a/authors', '/authors/1'],
    ['the collection, with a parameter', 'in/:place', ['authors'], '/authors', null],
    ['neither, with a parameter', 'in/:place', [], '/in/a%20b/authors', '/in/a%20b/authors/1'],
  ])('Location leads to the resource where a prefix excludes %s', async (...args) => {
    const [, prefix, exclude, collection, location] = args;
    const api = await application({ prepare: (app) => app.setGlobalPrefix(prefix, { exclude }) });

    const answer = await api.post(collection, { name: 'Jane Austen' });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(location);
    if (location !== null) expect((await api.get(location)).status).toBe(200);
  });

  it('@Version on an overriding method is in its path, and in Location', async () => {
    const api = await versioned({ type: VersioningType.URI });

    const answer = await api.post('/v2/versioned', { name: 'a' });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/versioned/1');
    expect((await api.get('/versioned/1')).status).toBe(200);
    expect((await api.get('/v2/versioned')).status).toBe(404);
  });

  it('a default version holds for classes that have none', async () => {
    const api = await versioned({ type: VersioningType.URI, defaultVersion: '1' });

    expect((await api.get('/v1/authors')).status).toBe(200);
    expect((await api.patch('/v1/authors', {})).headers.get('allow')).toBe(
      'GET, HEAD, POST, OPTIONS',
    );
  });

  it('a neutral default leaves the path as it is', async () => {
    const api = await versioned({ type: VersioningType.URI, defaultVersion: VERSION_NEUTRAL });

    expect((await api.get('/authors')).status).toBe(200);
  });

  it.each([
    ['the URL', { type: VersioningType.URI, defaultVersion: '1' }],
    ['a header', { type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' }],
    ['the media type', { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: '1' }],
    ['a function', { type: VersioningType.CUSTOM, extractor: () => [], defaultVersion: '1' }],
  ] as const)(
    'what is of no endpoint has no version, where %s tells it',
    async (_where, options) => {
      const api = await startNest(
        {
          imports: [
            LightApiModule.forRoot({
              ...{ database: 'sqlite::memory:', endpoints: [Author] },
              ...{ health: true, openapi: true, jwt: { secret: 's'.repeat(32) } },
              auth: { authPath: '/auth', loginValidator: () => ({ sub: 'eve' }) },
            }),
          ],
        },
        { prepare: (app) => app.enableVersioning(options) },
      );
      const paths = [
        '/healthz',
        '/readyz',
        '/openapi.json',
        '/openapi.yaml',
        '/docs',
        '/auth/login',
      ];

      const answers = await Promise.all(paths.map((path) => api.get(path)));

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 405]);
      expect((await api.post('/auth/login', { username: 'a', password: 'b' })).status).toBe(200);
      expect((await api.post('/healthz', {})).status).toBe(405);
    },
  );

  it('a prefix leaves the probes where it excludes them', async () => {
    const api = await startNest(
      {
        imports: [
          LightApiModule.forRoot({
            ...{ database: 'sqlite::memory:', endpoints: [Author], health: true, openapi: true },
          }),
        ],
      },
      {
        prepare: (app) =>
          app
            .setGlobalPrefix('api', { exclude: ['healthz', 'readyz'] })
            .enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
      },
    );
    const paths = ['/healthz', '/readyz', '/api/openapi.json', '/api/v1/authors'];

    const answers = await Promise.all(paths.map((path) => api.get(path)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  function versioned(options: Parameters<NestApi['app']['enableVersioning']>[0]) {
    return application({ prepare: (app) => app.enableVersioning(options) });
  }
});

describe('what the application installs for everything', () => {
  it('a strict ValidationPipe leaves our bodies to us', async () => {
    const pipe = new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
    });
    const api = await application({}, [{ provide: APP_PIPE, useValue: pipe }]);

    const made = await api.post('/authors', { name: 'Jane Austen', more: 1 });
    const wrong = await api.post('/authors', { name: '' });

    expect(made.status).toBe(201);
    expect(wrong).toMatchObject({ status: 422, json: { detail: [{ loc: ['name'] }] } });
  });

  it('a guard keeps strangers from our routes', async () => {
    const api = await application({}, [{ provide: APP_GUARD, useClass: KeyGuard }]);

    const refused = await api.get('/authors');
    const allowed = await api.get('/authors', { 'x-key': 'sesame' });

    expect(refused).toMatchObject({ status: 403, json: { detail: 'Forbidden resource' } });
    expect(allowed.status).toBe(200);
  });

  it('an interceptor sees objects and may wrap them', async () => {
    const api = await application({}, [{ provide: APP_INTERCEPTOR, useClass: WrapInterceptor }]);

    const made = await api.post('/authors', { name: 'Jane Austen' });
    const list = await api.get('/authors');

    expect(made).toMatchObject({ status: 201, json: { data: { id: 1, name: 'Jane Austen' } } });
    expect(list.json).toEqual({ data: { results: [made.json.data] } });
    expect(list.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('an interceptor sees what a client has already, which is answered 304 without a body', async () => {
    const api = await application({}, [{ provide: APP_INTERCEPTOR, useClass: ShoutInterceptor }]);
    const made = await api.post('/authors', { name: 'Jane Austen' });
    const list = await api.get('/authors');

    expect(made.json.name).toBe('JANE AUSTEN');
    for (const method of ['GET', 'HEAD'])
      for (const [path, { headers }] of Object.entries({ '/authors/1': made, '/authors': list })) {
        const tag = headers.get('etag') ?? '';
        const known = await api.send(method, path, { headers: { 'if-none-match': tag } });

        expect(known).toMatchObject({ status: 304, text: '' });
        expect(known.headers.get('etag')).toBe(tag);
        expect(known.headers.get('content-length')).toBeNull();
      }
  });

  it('an interceptor that throws is told to who has the value already, too', async () => {
    const api = await application({}, [{ provide: APP_INTERCEPTOR, useClass: TeapotInterceptor }]);
    const made = await api.post('/authors', { name: 'Jane Austen' });

    const answer = await api.get('/authors/1', {
      'if-none-match': made.headers.get('etag') ?? '',
    });

    expect(answer).toMatchObject({ status: 418, json: { detail: 'a teapot' } });
  });

  it('a ClassSerializerInterceptor leaves our answers as they are', async () => {
    const api = await application({
      prepare: (app) =>
        app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector))),
    });

    const made = await api.post('/authors', { name: 'Jane Austen' });

    expect(made.json).toMatchObject({ id: 1, name: 'Jane Austen', version: 1 });
    expect((await api.get('/authors/1')).json).toEqual(made.json);
  });

  it.each<[string, NestSteps, object[]]>([
    ['useGlobalFilters', { prepare: (app) => app.useGlobalFilters(new OutOfStockFilter()) }, []],
    ['APP_FILTER', {}, [{ provide: APP_FILTER, useClass: OutOfStockFilter }]],
    [
      'APP_FILTER of a request',
      {},
      [{ provide: APP_FILTER, useClass: OutOfStockFilter, scope: Scope.REQUEST }],
    ],
    [
      'APP_FILTER of a request, before one for all',
      {},
      [
        { provide: APP_FILTER, useClass: CatchAllFilter },
        { provide: APP_FILTER, useClass: OutOfStockFilter, scope: Scope.REQUEST },
      ],
    ],
    [
      'APP_FILTER that Nest makes of each request',
      {},
      [{ provide: APP_FILTER, useFactory: () => new OutOfStockFilter(), scope: Scope.REQUEST }],
    ],
    [
      'APP_FILTER that knows the request',
      {},
      [{ provide: APP_FILTER, useClass: KnowingFilter, scope: Scope.REQUEST }],
    ],
  ])('a filter by %s answers for the errors it is for', async (_way, steps, providers) => {
    const api = await application(steps, providers);

    const [own, ours] = [await api.get('/own/sold'), await api.get('/shops/1')];

    expect(own).toMatchObject({ status: 418, json: { sold: 'own' } });
    expect(ours).toMatchObject({ status: 418, json: { sold: 'bread' } });
    expect((await api.get('/authors/9')).json).toEqual({ detail: 'not found' });
  });

  it('a durable filter answers, one for all requests of a tenant', async () => {
    const tenant = { id: 7 };
    ContextIdFactory.apply({
      attach: (context) => (info) => (info.isTreeDurable ? tenant : context),
    });
    onTestFinished(() => {
      ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
    });
    const made: object[] = [];
    const useFactory = () => {
      made.push({});
      return new OutOfStockFilter();
    };
    const scope = { scope: Scope.REQUEST, durable: true };
    const api = await application({}, [{ provide: APP_FILTER, useFactory, ...scope }]);

    const answers = [await api.get('/shops/1'), await api.get('/shops/1')];

    expect(answers.map(({ status }) => status)).toEqual([418, 418]);
    expect(made).toHaveLength(1);
  });
});

describe('what @Endpoint binds', () => {
  it('guards, interceptors and pipes hold for that endpoint', async () => {
    const api = await application();
    CountingPipe.calls = 0;

    const refused = await api.post('/guarded', { name: 'a' });
    const allowed = await api.post('/guarded', { name: 'a' }, { 'x-key': 'sesame' });

    expect(refused.status).toBe(403);
    expect(allowed.json).toMatchObject({ data: { id: 1, name: 'a' } });
    expect((await api.get('/authors')).json).toEqual({ results: [] });
  });
});

function application(steps: NestSteps = {}, providers: object[] = []): Promise<NestApi> {
  const endpoints: EndpointClass[] = [Author, Shop, Guarded, Versioned];
  return startNest(
    {
      imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints })],
      controllers: [OwnController],
      providers: providers as never,
    },
    steps,
  );
}
