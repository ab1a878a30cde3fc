import { Controller, Get, HttpCode, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import {
  AuthenticationBackend,
  BasicAuthentication,
  ConfigurationError,
  Endpoint,
  Field,
  LightApi,
  lightApiDocument,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from '../lib/index.js';
import { Account, Note, Specimen } from './fixtures/documented.endpoints.js';
import { type ApiDocument, mistakesIn } from './support/openapi.js';
import { serveTables } from './support/reflected-api.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';
import { basic, SECRET } from './support/tokens.js';

const LICENSE = { name: 'MIT', identifier: 'MIT' };
const OPTIONS = {
  endpoints: [Specimen, Note, Account],
  jwt: { secret: SECRET },
  auth: {
    loginValidator: (name: string, word: string) => (word === 'right' ? { sub: name } : null),
  },
};

@Endpoint('/books')
class Book extends RestEndpoint {
  @ApiProperty({ description: 'On the cover.', example: 'Emma' })
  @Field({ minLength: 1 })
  title!: string;

  @ApiOperation({ summary: 'Add a book', deprecated: true })
  override create(data: RequestBody, request: LightApiRequest) {
    return super.create(data, request);
  }

  override delete(): Promise<unknown> {
    return Promise.resolve({ deleted: false });
  }
}

describe.each(SERVERS)('the document of a server on $name', (server) => {
  let api: TestApi;
  beforeAll(async () => {
    if (server.missing === undefined)
      api = await startApi(server, { ...OPTIONS, openapi: { title: 'Shop', license: LICENSE } });
  });
  afterAll(async () => {
    if (server.missing === undefined) await api.stop();
  });

  it.skipIf(server.missing !== undefined)('has no mistake that two validators find', async () => {
    const document: unknown = await (await fetch(`${api.url}/openapi.json`)).json();

    expect(await mistakesIn(document as Record<string, unknown>)).toEqual([]);
  });

  it.skipIf(server.missing !== undefined)('is the same as YAML', async () => {
    const json: unknown = await (await fetch(`${api.url}/openapi.json`)).json();

    const yaml = await fetch(`${api.url}/openapi.yaml`);

    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(parse(await yaml.text())).toEqual(json);
  });

  it.skipIf(server.missing !== undefined)('is not sent twice to whoever has it', async () => {
    const first = await fetch(`${api.url}/openapi.json`);
    const etag = first.headers.get('etag') ?? '';

    const again = await fetch(`${api.url}/openapi.json`, { headers: { 'if-none-match': etag } });

    expect([etag === '', again.status, await again.text()]).toEqual([false, 304, '']);
  });

  it.skipIf(server.missing !== undefined)('is shown by a page without foreign parts', async () => {
    const page = await fetch(`${api.url}/docs`);
    const html = await page.text();
    const paths = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
    const parts = await Promise.all(paths.map((path) => fetch(`${api.url}/${path}`)));

    expect(page.headers.get('content-security-policy')).toContain(`script-src 'self';`);
    expect(html).not.toMatch(/https?:/);
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await fetch(`${api.url}/docs/package.json`)).status).toBe(404);
  });
});

@Endpoint('/moods', {
  filtering: { fields: ['day', 'mood', 'pair', 'serial'] },
  pagination: { style: 'page_number', maxOffset: 100 },
})
class Mood extends RestEndpoint {
  @Field({ type: 'date', optional: true })
  day?: string | null;

  @Field({ type: 'enum', values: ['glad', 'glad,calm', 'calm'], optional: true })
  mood?: string | null;

  @Field({ type: 'enum', values: ['a,b'], optional: true })
  pair?: string | null;

  @Field({ type: 'bigint', gt: 5, optional: true })
  serial?: bigint | null;
}

describe.each(SERVERS)('what parameters may be on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'is what the server takes', () => {
    let api: TestApi;
    let parameters: readonly { readonly name: string; readonly schema?: unknown }[];
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Mood] });
      const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as ApiDocument;
      expect(await mistakesIn(document as never)).toEqual([]);
      parameters = document.paths['/moods']?.get?.parameters as typeof parameters;
    });
    afterAll(async () => {
      await api.stop();
    });

    const schemaOf = (name: string) => parameters.find((one) => one.name === name)?.schema;

    it('of a date: none of the year 0000', async () => {
      const day = { type: 'string', format: 'date', pattern: '^(?!0000)' };

      expect(schemaOf('day')).toEqual(day);
      expect(schemaOf('day[in]')).toMatchObject({ items: day });
      expect((await api.get('/moods?day=0000-01-01')).status).toBe(400);
    });

    it('of a page: as far as one may go with the smallest pages', async () => {
      expect(schemaOf('page')).toMatchObject({ minimum: 1, maximum: 101 });
      expect((await api.get('/moods?page=101&page_size=1')).status).toBe(200);
      expect((await api.get('/moods?page=102&page_size=1')).status).toBe(400);
    });

    it('of a bigint: in its range, which no pattern says', async () => {
      const most = 'at most 9223372036854775807.';

      expect(schemaOf('serial')).toMatchObject({
        description: `at least -9223372036854775808, ${most}`,
      });
      expect((await api.get('/moods?serial=9223372036854775807')).status).toBe(200);
      expect((await api.get('/moods?serial=9223372036854775808')).status).toBe(400);
      const { components } = (await api.get('/openapi.json')).json as unknown as ApiDocument;
      expect(components.schemas.MoodCreate).toMatchObject({
        properties: { serial: { description: `more than 5, ${most}` } },
      });
    });

    it('of an enum: in a list only values without a comma', async () => {
      expect(schemaOf('mood')).toMatchObject({ enum: ['glad', 'glad,calm', 'calm'] });
      for (const operator of ['in', 'nin']) {
        expect(schemaOf(`mood[${operator}]`)).toMatchObject({
          items: { type: 'string', enum: ['glad', 'calm'] },
        });
        expect(schemaOf(`pair[${operator}]`)).toMatchObject({
          items: { type: 'string', enum: ['a,b'], pattern: '^[^,]*$' },
        });
        expect((await api.get(`/moods?pair[${operator}]=a,b`)).status).toBe(400);
      }
      expect((await api.get('/moods?mood=glad,calm')).status).toBe(200);
    });
  });
});

describe('the document of an application of Nest', () => {
  @Controller('hello')
  class HelloController {
    @Get()
    hello() {
      return 'hello';
    }
  }

  async function application(version?: string): Promise<[NestFastifyApplication, ApiDocument]> {
    @Module({
      imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Book] })],
      controllers: [HelloController],
    })
    class AppModule {}
    const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
      logger: false,
    });
    onTestFinished(() => app.close());
    app.setGlobalPrefix('api');
    await app.init();
    const config = new DocumentBuilder().setTitle('Books');
    if (version !== undefined) config.setOpenAPIVersion(version);
    const document = lightApiDocument(app, SwaggerModule.createDocument(app, config.build()));
    return [app, document as unknown as ApiDocument];
  }

  it('has our routes beside its own, with its prefix', async () => {
    const [, { paths }] = await application('3.1.0');

    expect(Object.keys(paths)).toEqual(['/api/hello', '/api/books', '/api/books/{id}']);
    expect(paths['/api/books/{id}']?.put?.responses).toHaveProperty('412');
    expect(paths['/api/books/{id}']?.put?.parameters).toEqual([
      expect.objectContaining({ name: 'id' }),
      { $ref: '#/components/parameters/IfMatch' },
      { $ref: '#/components/parameters/IfNoneMatchOfWrite' },
    ]);
  });

  it('has what decorators on hooks and members say', async () => {
    const [, { paths, components }] = await application('3.1.0');

    expect(paths['/api/books']?.post).toMatchObject({
      summary: 'Add a book',
      deprecated: true,
      operationId: 'createBook',
    });
    expect(components.schemas.BookCreate).toMatchObject({
      properties: { title: { description: 'On the cover.', examples: ['Emma'], minLength: 1 } },
    });
  });

  it('can not be of OpenAPI 3.0', async () => {
    await expect(application()).rejects.toThrow(ConfigurationError);
  });

  it('is served by option', async () => {
    const options = { database: 'sqlite::memory:', endpoints: [Book] };
    const without = await LightApi.create({ ...options, openapi: false }).buildApp();
    onTestFinished(() => without.close());

    const answer = await without.inject('/openapi.json');

    expect(answer.statusCode).toBe(404);
  });
});

it('says what a backend asks for that nobody provides, and which status a hook has', async () => {
  class ApiKeyAuthentication extends AuthenticationBackend {
    override readonly challenge = 'ApiKey realm="api"';

    override authenticate() {
      return undefined;
    }
  }
  @Endpoint('/orders', { authentication: { backend: ApiKeyAuthentication } })
  class Order extends RestEndpoint {
    @Field()
    name!: string;

    @HttpCode(202)
    override create(data: RequestBody, request: LightApiRequest) {
      return super.create(data, request);
    }
  }
  const options = { database: 'sqlite::memory:', endpoints: [Order] };
  const app = await LightApi.create(options).buildApp();
  onTestFinished(() => app.close());

  const document = (await app.inject('/openapi.json')).json<ApiDocument>();

  expect(document.components.securitySchemes).toEqual({
    ApiKeyAuthentication: { type: 'http', scheme: 'apikey' },
  });
  expect(Object.keys(document.paths['/orders']?.post?.responses ?? {})).toContain('202');
  expect(document.paths['/orders']?.post?.responses).not.toHaveProperty('201');
});

it('a document with authentication is for those who may', async () => {
  const app = await LightApi.create({
    ...OPTIONS,
    database: 'sqlite::memory:',
    openapi: { authentication: { backend: BasicAuthentication } },
  }).buildApp();
  onTestFinished(() => app.close());
  const statuses = await Promise.all(
    ['/docs', '/openapi.json', '/openapi.yaml'].map(async (url) => [
      (await app.inject(url)).statusCode,
      (await app.inject({ url, headers: basic('ann', 'right') })).statusCode,
    ]),
  );

  expect(statuses).toEqual([
    [401, 200],
    [401, 200],
    [401, 200],
  ]);
});

it('wrong options are told at start', async () => {
  const openapi = { path: 'docs', titel: 'x' } as never;
  const app = LightApi.create({ ...OPTIONS, database: 'sqlite::memory:', openapi }).buildApp();

  await expect(app).rejects.toThrow(/'openapi'[^]*titel[^]*'openapi\.path' is "docs"/);
});

describe.each(SERVERS)('the document of tables that are there on $name', (server) => {
  const TABLES = {
    SQLite: `
      create table lines (order_id integer, place integer, note text not null default 'x', amount numeric(8,2), primary key (order_id, place));
      create view totals as select order_id, count(*) as lines from lines group by order_id;`,
    PostgreSQL: `
      create table lines (order_id int, place int, note text not null default 'x', amount numeric(8,2), tags text[], primary key (order_id, place));
      create view totals as select order_id, count(*) as lines from lines group by order_id;`,
  };

  it.skipIf(server.missing !== undefined)('has keys of two columns and views', async () => {
    @Endpoint('/lines', { reflect: true, table: 'lines' })
    class Line extends RestEndpoint {}
    @Endpoint('/totals', { reflect: true, table: 'totals' })
    class Total extends RestEndpoint {}
    const options = { endpoints: [Line, Total], openapi: { license: LICENSE } };
    const { database } = await serveTables(server, TABLES, { ...options, openapi: false });
    const app = await LightApi.create({ ...options, database }).buildApp();
    onTestFinished(() => app.close());

    const document = (await app.inject('/openapi.json')).json<ApiDocument>();

    expect(await mistakesIn({ ...document })).toEqual([]);
    expect(Object.keys(document.paths['/totals'] ?? {})).toEqual(['get']);
    expect(document.paths).not.toHaveProperty('/totals/{id}');
    expect(document.components.schemas.LineCreate).toMatchObject({
      required: ['order_id', 'place'],
    });
    expect(document.paths['/lines/{id}']?.get?.parameters?.[0]).toMatchObject({
      name: 'id',
      style: 'simple',
      schema: { type: 'array', minItems: 2, maxItems: 2 },
    });
  });
});
