import type { AddressInfo } from 'node:net';

import { MikroORM } from '@mikro-orm/core';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { Global, Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  AuthenticationBackend,
  Endpoint,
  type EndpointClass,
  type EndpointService,
  Field,
  getEndpointToken,
  InjectEndpoint,
  LightApi,
  LightApiModule,
  type LightApiModuleOptions,
  type LightApiOptions,
  type LightApiRequest,
  NotFoundError,
  Permission,
  PreconditionFailedError,
  ReferencedRowError,
  RestEndpoint,
  UniqueViolationError,
  ValidationError,
  VersionConflictError,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { Book } from './fixtures/book.endpoint.js';
import { Owner } from './fixtures/ring/owner.endpoint.js';
import { Pet } from './fixtures/ring/pet.endpoint.js';
import { ApiClient } from './support/api-client.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  startNest,
  startProblems,
} from './support/nest-app.js';
import type { TestServer } from './support/servers.js';

@Injectable()
class Settings {
  readonly database = 'sqlite::memory:';

  createLightApiOptions() {
    return { database: this.database };
  }
}

@Global()
@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class Catalogue implements OnModuleInit {
  constructor(@InjectEndpoint(Author) readonly authors: EndpointService<Author>) {}

  async onModuleInit() {
    await this.authors.create({ name: 'Jane Austen' });
  }
}

describe('LightApiModule.forRoot', () => {
  it('serves the classes that it is given', async () => {
    const database = await freshDatabase();

    const api = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [Author] })],
    });

    expect((await api.post('/authors', { name: 'Jane Austen' })).status).toBe(201);
    expect((await api.get('/books')).status).toBe(404);
  });

  it('loads the classes that a pattern leads to', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({
          database: 'sqlite::memory:',
          endpoints: ['test/fixtures/{author,book}.endpoint.ts'],
        }),
      ],
    });

    expect((await api.get('/authors')).json).toEqual({ results: [] });
    expect((await api.get('/books')).json).toEqual({ results: [] });
  });

  it('refuses a pattern that leads nowhere', async () => {
    const module = LightApiModule.forRoot({ endpoints: ['test/fixtures/nothing.*.ts'] });

    await expect(module).rejects.toThrow(/'test\/fixtures\/nothing\.\*\.ts' leads to no endpoint/);
  });

  it('refuses a second root, and says what is meant', async () => {
    const root = (endpoint: EndpointClass) =>
      LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [endpoint] });

    await expect(startNest({ imports: [root(Author), root(Book)] })).rejects.toThrow(
      /LightApiModule has 2 roots in this application.*once.*LightApiModule\.forFeature/,
    );
  });

  it('serves services that are injected anywhere, also before the first request', async () => {
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Author] })],
      providers: [Catalogue],
    });

    const answer = await api.get('/authors');

    expect(answer.json.results).toMatchObject([{ id: 1, name: 'Jane Austen' }]);
  });
});

describe('LightApiModule.forRootAsync', () => {
  const served = { endpoints: [Author] } as const;

  it.each([
    ['useFactory', { inject: [Settings], useFactory: (own: Settings) => own }],
    ['useClass', { useClass: Settings }],
    ['useExisting', { useExisting: Settings }],
  ])('takes its options from %s', async (_name, options) => {
    const api = await startNest({
      imports: [SettingsModule, LightApiModule.forRootAsync({ ...served, ...options })],
    });

    const answer = await api.post('/authors', { name: 'Jane Austen' });

    expect(answer.status).toBe(201);
  });

  it('says what to give where no factory is given', () => {
    const module = () => LightApiModule.forRootAsync(served);

    expect(module).toThrow('Give useFactory, useClass or useExisting.');
  });
});

describe('an option of the module that is none', () => {
  it.each<[object, RegExp]>([
    [{ authenication: {} }, /no option 'authenication'. Did you mean 'authentication'\?/],
    [{ endpoint: [Author] }, /no option 'endpoint'. Did you mean 'endpoints'\?/],
    [{ redis: 'redis://localhost' }, /'redis' is no object. Give { url }/],
    [{ redis: { uri: 'redis://localhost' } }, /no option 'uri'. Did you mean 'url'\?/],
    [{ redis: { url: 'localhost:6379' } }, /'redis.url' is no URL of a Redis/],
    [{ redis: {} }, /'redis.url' is no URL of a Redis/],
  ])('keeps it from starting: %j', async (options, told) => {
    const problems = await startProblems({
      database: 'sqlite::memory:',
      endpoints: [Author],
      ...(options as LightApiModuleOptions),
    });

    expect(problems.join('\n')).toMatch(told);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /the factory of forRootAsync returned undefined/],
    [{ endpoints: [Author] }, /'endpoints' comes from the factory.*Give it beside/],
    [{ orm: {}, replicas: { urls: ['postgresql://b/c'] } }, /'replicas.urls' stands beside 'orm'/],
  ])('keeps it from starting where a factory returns %j', async (made, told) => {
    const useFactory = () => made as LightApiOptions;

    const starting = startNest({
      imports: [LightApiModule.forRootAsync({ endpoints: [], useFactory })],
    });

    await expect(starting).rejects.toThrow(told);
  });
});

const SERVED_TWICE = /Book is served by 2 modules of LightAPI\..*once.*without 'endpoints'/;

it('InjectEndpoint takes a function, where files import each other', async () => {
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Owner, Pet] })],
  });

  expect((await api.post('/pets', { name: 'Rex' })).status).toBe(201);
  expect((await api.get('/owners')).json.results).toHaveLength(1);
  expect((await api.delete('/owners/1')).status).toBe(204);
  expect((await api.get('/pets')).json.results).toEqual([]);
});

describe('LightApiModule.forFeature', () => {
  @Injectable()
  class Shelf {
    constructor(@InjectEndpoint(Book) readonly books: EndpointService<Book>) {}
  }

  @Module({ imports: [LightApiModule.forFeature([Book])] })
  class BooksModule {}

  @Module({ providers: [Shelf] })
  class ShelfModule {}

  const imports = (database: string) => [
    LightApiModule.forRoot({ database, endpoints: [Author] }),
    BooksModule,
    ShelfModule,
  ];

  it('serves its classes on the database of the root, with foreign keys between them', async () => {
    const api = await startNest({ imports: imports(await freshDatabase()) });
    await api.post('/authors', { name: 'Jane Austen' });

    const known = await api.post('/books', { title: 'Emma', author_id: 1 });
    const unknown = await api.post('/books', { title: 'Emma', author_id: 2 });

    expect([known.status, unknown.status]).toEqual([201, 422]);
  });

  it('has services that modules without import inject', async () => {
    const api = await startNest({ imports: imports('sqlite::memory:') });

    const book = await api.app.get(Shelf, { strict: false }).books.create({ title: 'Emma' });

    expect((await api.get(`/books/${book.id}`)).json.title).toBe('Emma');
  });

  it('may come before the root in the list of imports', async () => {
    const [root, ...features] = imports('sqlite::memory:');
    const api = await startNest({ imports: [...features, root!] });

    expect((await api.get('/books')).status).toBe(200);
  });

  it('refuses a class beside a root that names it, and says what is meant', async () => {
    const endpoints = [Author, Book];
    const root = LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints });

    await expect(startNest({ imports: [root, BooksModule] })).rejects.toThrow(SERVED_TWICE);
  });

  it('is refused where it is loaded lazily, with what is meant', async () => {
    const root = LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Author] });
    const { app } = await startNest({ imports: [root] });

    await expect(app.get(LazyModuleLoader).load(() => BooksModule)).rejects.toThrow(
      'Book is not among the endpoints that the application has started with. Name it in forRoot, or in a forFeature that is imported: tables and routes are made at start, and LazyModuleLoader is too late for them.',
    );
  });

  it('refuses a class that is of another feature too', async () => {
    const again = LightApiModule.forFeature([Book]);

    await expect(startNest({ imports: [...imports('sqlite::memory:'), again] })).rejects.toThrow(
      SERVED_TWICE,
    );
  });

  it('is judged by its own instance of a permission that another feature provides too', async () => {
    const api = await startNest({
      imports: [
        LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [] }),
        LightApiModule.forFeature([ofTenants('/red')], {
          providers: [{ provide: 'TENANT', useValue: 'red' }, IsOfTenant],
        }),
        LightApiModule.forFeature([ofTenants('/blue')], {
          providers: [{ provide: 'TENANT', useValue: 'blue' }, IsOfTenant],
        }),
      ],
    });

    const statusOf = async (path: string, tenant: string) =>
      (await api.get(path, { 'x-tenant': tenant })).status;

    expect([await statusOf('/red', 'red'), await statusOf('/red', 'blue')]).toEqual([200, 403]);
    expect([await statusOf('/blue', 'red'), await statusOf('/blue', 'blue')]).toEqual([403, 200]);
  });
});

class ByHeader extends AuthenticationBackend {
  authenticate({ headers }: LightApiRequest) {
    return { tenant: headers['x-tenant'] };
  }
}

@Injectable()
class IsOfTenant extends Permission {
  constructor(@Inject('TENANT') private readonly tenant: string) {
    super();
  }

  hasPermission({ user }: LightApiRequest) {
    return (user as { tenant: string }).tenant === this.tenant;
  }
}

function ofTenants(route: string): EndpointClass {
  @Endpoint(route, { authentication: { backend: ByHeader, permission: IsOfTenant } })
  class Paint extends RestEndpoint {
    @Field()
    name!: string;
  }
  return Paint;
}

describeOnEachDatabase('EndpointService', (server) => {
  const whole = {
    title: 'Emma',
    author_id: null,
    price: '12.50',
    copies: 9_007_199_254_740_993n,
    published_at: new Date('1815-12-23T00:00:00.000Z'),
  };

  it('gives dates, bigints and exact decimals', async () => {
    const { books } = await services(server);

    const book = await books.create(whole);

    expect(book).toMatchObject({ ...whole, id: 1, version: 1 });
    expect(book.created_at).toBeInstanceOf(Date);
  });

  it('reads, lists, changes, replaces and deletes', async () => {
    const { books } = await services(server);
    await books.create(whole);

    const changed = await books.update(1, { version: 1, price: '9.00' }, { partial: true });
    const replaced = await books.update('1', { version: 2, title: 'Emma II' });
    await books.destroy(1, { version: 3 });

    expect(changed).toMatchObject({ ...whole, price: '9.00', version: 2 });
    expect(replaced).toMatchObject({ title: 'Emma II', price: null, copies: null, version: 3 });
    expect(await books.list()).toEqual({ results: [] });
  });

  it('throws what it would answer over HTTP', async () => {
    const { books, authors } = await services(server);
    const author = await authors.create({ name: 'Jane Austen' });
    await books.create({ title: 'Emma', author_id: Number(author.id) });
    const emma = { title: 'Emma' };

    await expect(books.create({ title: '' })).rejects.toBeInstanceOf(ValidationError);
    await expect(books.retrieve(9)).rejects.toBeInstanceOf(NotFoundError);
    await expect(books.update(9, { ...emma, version: 1 })).rejects.toBeInstanceOf(NotFoundError);
    await expect(books.update(1, { ...emma, version: 7 })).rejects.toBeInstanceOf(
      VersionConflictError,
    );
    await expect(books.destroy(1, { version: 7 })).rejects.toBeInstanceOf(PreconditionFailedError);
    await expect(authors.create({ name: 'Jane Austen' })).rejects.toBeInstanceOf(
      UniqueViolationError,
    );
    await expect(authors.destroy(author.id)).rejects.toBeInstanceOf(ReferencedRowError);
  });

  async function services(on: TestServer) {
    const database = await freshDatabase(on);
    const { app } = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [Author, Book] })],
    });
    return {
      authors: app.get<EndpointService<Author>>(getEndpointToken(Author)),
      books: app.get<EndpointService<Book>>(getEndpointToken(Book)),
    };
  }
});

describe('a MikroORM of the application', () => {
  it('is used where it is given itself, and left open', async () => {
    const orm = await ownOrm();
    const api = await startNest({
      imports: [LightApiModule.forRoot({ orm, endpoints: [Author] })],
    });
    await api.post('/authors', { name: 'Jane Austen' });

    await api.app.close();

    const rows = await orm.em.fork().getConnection().execute('select name from authors');
    expect(rows).toEqual([{ name: 'Jane Austen' }]);
  });

  it('is injected where its token is given', async () => {
    const orm = await ownOrm();
    const api = await startNest({
      imports: [ormModule(orm), LightApiModule.forRoot({ orm: MikroORM, endpoints: [Author] })],
    });
    await api.post('/authors', { name: 'Jane Austen' });

    await api.app.close();

    expect(await orm.isConnected()).toBe(true);
  });

  it('may come from the factory of forRootAsync', async () => {
    const orm = await ownOrm();
    const api = await startNest({
      imports: [
        ormModule(orm),
        LightApiModule.forRootAsync({
          endpoints: [Author],
          inject: [MikroORM],
          useFactory: (injected: MikroORM) => ({ orm: injected }),
        }),
      ],
    });

    expect((await api.post('/authors', { name: 'Jane Austen' })).status).toBe(201);
  });

  async function ownOrm(): Promise<MikroORM> {
    const database = await freshDatabase();
    const orm = await MikroORM.init({
      driver: SqliteDriver,
      dbName: database.replace('sqlite:', ''),
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    onTestFinished(() => orm.close());
    return orm;
  }

  function ormModule(orm: MikroORM) {
    const provider = { provide: MikroORM, useValue: orm };
    return { module: class OrmModule {}, global: true, providers: [provider], exports: [MikroORM] };
  }
});

describe('a testing module', () => {
  it('replaces a service for those who inject it', async () => {
    @Injectable()
    class Counter {
      constructor(@Inject(getEndpointToken(Book)) readonly books: { count: number }) {}
    }

    const { app } = await startNest(
      {
        imports: [
          LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Author, Book] }),
        ],
        providers: [Counter],
      },
      {
        override: (builder) =>
          builder.overrideProvider(getEndpointToken(Book)).useValue({ count: 42 }),
      },
    );

    expect(app.get(Counter).books.count).toBe(42);
  });
});

describe('LightApi.create', () => {
  it('registers undecorated classes at routes and builds an application that is not listening', async () => {
    class Note extends RestEndpoint {
      @Field()
      text!: string;
    }

    const app = await LightApi.create({ database: 'sqlite::memory:' })
      .register({ '/notes': Note })
      .buildApp();

    onTestFinished(() => app.close());
    const answer = await app.inject({ method: 'POST', url: '/notes', payload: { text: 'a' } });
    expect(answer.statusCode).toBe(201);
    expect((app.getHttpServer() as { listening: boolean }).listening).toBe(false);
  });

  it('refuses to register a decorated class at another route', () => {
    const api = LightApi.create();

    const register = () => api.register({ '/novels': Book });

    expect(register).toThrow(/Book is decorated with @Endpoint\('\/books'\).*'\/novels'/);
  });
});

describe('several applications in one process', () => {
  it('serve the same class from databases of their own', async () => {
    const [first, second] = await Promise.all([application(), application()]);

    await first.post('/authors', { name: 'Jane Austen' });

    expect((await first.get('/authors')).json.results).toHaveLength(1);
    expect((await second.get('/authors')).json.results).toHaveLength(0);
  });

  it('end one by one, and each takes its connections with it', async () => {
    const [first, second] = await Promise.all([application(), application()]);
    const authors = first.app.get<EndpointService<Author>>(getEndpointToken(Author));

    await first.app.close();

    await expect(authors.list()).rejects.toThrow();
    expect((await second.get('/authors')).status).toBe(200);
  });

  async function application() {
    const database = await freshDatabase();
    return startNest({ imports: [LightApiModule.forRoot({ database, endpoints: [Author] })] });
  }
});

describe('the scan', () => {
  it('serves every class decorated so far where no endpoints are given', async () => {
    vi.resetModules();
    const { LightApi: FreshApi } = await import('../lib/index.js');
    await import('./fixtures/scan/leaflet.endpoint.js');

    const app = await FreshApi.run({ database: 'sqlite::memory:', host: '127.0.0.1', port: 0 });

    onTestFinished(() => app.close());
    const { port } = app.getHttpServer().address() as AddressInfo;
    const answer = await new ApiClient(`http://127.0.0.1:${port}`).get('/leaflets');
    expect(answer.json).toEqual({ results: [] });
  });

  it('refuses a class of a feature, which it serves already, and says what is meant', async () => {
    vi.resetModules();
    const { LightApiModule: FreshModule } = await import('../lib/index.js');
    const { Leaflet } = await import('./fixtures/scan/leaflet.endpoint.js');
    const root = FreshModule.forRoot({ database: 'sqlite::memory:' });

    await expect(startNest({ imports: [root, FreshModule.forFeature([Leaflet])] })).rejects.toThrow(
      /^Leaflet is served by 2 modules of LightAPI\..*once.*without 'endpoints'/,
    );
  });
});
