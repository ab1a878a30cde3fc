import {
  Global,
  Injectable,
  type INestApplication,
  Module,
  Scope,
  VersioningType,
} from '@nestjs/common';
import { IsEmail, IsPhoneNumber } from 'class-validator';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  Field,
  IsAdminUser,
  JWTAuthentication,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
} from '../lib/index.js';
import { expectContract, rowOf, testApi, type TestApiOptions } from '../lib/testing/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { Book } from './fixtures/book.endpoint.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';

@Endpoint('/parcels')
class Parcel extends RestEndpoint {
  @Field({ minLength: 3, maxLength: 4 }) code!: string;
  @Field({ pattern: /^[A-Z]{2}-\d{3,}(?:\/[a-f]+)?$/, unique: true, maxLength: 12 }) label!: string;
  @Field({ pattern: '^(?=.*\\d)(?=.*[a-z])\\S{8,}$' }) password!: string;
  @Field({ type: 'text', minLength: 40 }) note!: string;
  @Field({ ge: 10, lt: 13, type: 'int' }) weight!: number;
  @Field({ type: 'int', lt: -5 }) depth!: number;
  @Field({ type: 'bigint', gt: '9007199254740993' }) serial!: bigint;
  @Field({ type: 'float', gt: 0.1, lt: 0.2 }) share!: number;
  @Field({ type: 'decimal', precision: 6, scale: 2, gt: '9.99', le: 12 }) price!: string;
  @Field({ type: 'decimal', precision: 2, scale: 2 }) rate!: string;
  @Field() fragile!: boolean;
  @Field({ ge: '2030-05-01T00:00:00Z' }) sent_at!: Date;
  @Field({ type: 'date', le: '1999-12-31' }) packed_on!: string;
  @Field({ type: 'time', ge: '22:00' }) until!: string;
  @Field({ type: 'uuid', unique: true }) token!: string;
  @Field({ type: 'json' }) extra!: object;
  @Field({ type: 'enum', values: ['small', 'large'] }) size!: string;
  @Field() @IsEmail() email!: string;
  @Field({ default: 'post' }) carrier!: string;
  @Field({ type: 'int', foreignKey: () => Author }) sender_id!: number;
}

@Endpoint('/secrets', {
  authentication: { backend: JWTAuthentication, permission: IsAdminUser },
})
class Secret extends RestEndpoint {
  @Field() text!: string;
}

/** Its version does not tell all that it shows. */
@Endpoint('/annotated', {
  authentication: { backend: JWTAuthentication, permission: IsAdminUser },
})
class Annotated extends RestEndpoint {
  @Field() text!: string;

  override async retrieve(request: LightApiRequest, id: string) {
    const row = await super.retrieve(request, id);
    return Object.assign(row, { reader: request.id });
  }
}

/** Some callers see less of it. */
@Endpoint('/payments', { authentication: { backend: JWTAuthentication } })
class Payment extends RestEndpoint {
  @Field({ read: IsAdminUser }) amount!: number;
}

@Endpoint('/callers')
class Caller extends RestEndpoint {
  @Field() @IsPhoneNumber() phone!: string;
}

/** Forgets what it is told by If-Match. */
@Endpoint('/careless')
class Careless extends RestEndpoint {
  @Field() text!: string;

  override patch(): Promise<never> {
    return Promise.resolve({ done: true } as never);
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, text: 'always the same' }, request);
  }
}

async function running(options: TestApiOptions) {
  const api = await testApi(options);
  onTestFinished(() => api.close());
  return api;
}

describeOnEachDatabase('testApi', (server) => {
  it('serves endpoints, and keeps their contract', async () => {
    const database = await freshDatabase(server);
    const api = await running({ database, endpoints: [Author, Book, Parcel] });

    await expectContract(api, Author);
    await expectContract(api, Book);
    await expectContract(api, Parcel);
  });

  it('expects no 304 where the version of a row does not tell what a GET shows', async () => {
    const database = await freshDatabase(server);
    const api = await running({ database, endpoints: [Annotated, Payment] });
    const admin = api.as({ sub: '1', is_admin: true });

    await expectContract(api, Annotated, { client: admin });
    await expectContract(api, Payment, { client: admin });
  });

  it('stores rows of every type that differ where they must', async () => {
    const database = await freshDatabase(server);
    const api = await running({ database, endpoints: [Author, Parcel] });

    const parcels = await api.createMany(Parcel, 12);

    const labels = new Set(parcels.map(({ label }) => label));
    expect(labels.size).toBe(12);
    expect(new Set(parcels.map(({ sender_id }) => sender_id)).size).toBe(12);
    expect((await api.get('/authors', { query: { fields: 'id' } })).json.results).toHaveLength(12);
  });

  it('tells a client from another by their tokens', async () => {
    const api = await running({ database: await freshDatabase(server), endpoints: [Secret] });
    const admin = api.as({ sub: '1', is_admin: true });

    await expectContract(api, Secret, { client: admin });

    const body = await api.rowOf(Secret);
    expect((await api.post('/secrets', body)).status).toBe(401);
    expect((await api.as({ sub: '2' }).post('/secrets', body)).status).toBe(403);
    const token = await api.token({ sub: '1', is_admin: true });
    expect((await api.withToken(token).post('/secrets', body)).status).toBe(201);
  });
});

describe('a client of testApi', () => {
  it('reads location, entity tag and JSON, and sends preconditions', async () => {
    const api = await running({ endpoints: [Author, Book] });
    const book = await api.post('/books', { title: 'Emma' });
    await api.patch(book.location, { title: 'Emma I' }, { ifMatch: book.entityTag });

    const late = await api.patch(book.location, { title: 'Emma II' }, { ifMatch: book.entityTag });

    expect(late.status).toBe(412);
    expect((await api.get(book.location)).json).toMatchObject({ title: 'Emma I', version: 2 });
  });

  it('has a database to itself, which ends with it', async () => {
    await using first = await testApi({ endpoints: [Author] });
    await using second = await testApi({ endpoints: [Author] });

    await first.create(Author);

    expect((await first.get('/authors')).json.results).toHaveLength(1);
    expect((await second.get('/authors')).json.results).toEqual([]);
  });
});

@Injectable({ scope: Scope.DEFAULT })
class Clock {
  readonly year: number = 2026;
}

@Global()
@Module({ providers: [Clock], exports: [Clock] })
class ClockModule {}

@Module({
  imports: [
    ClockModule,
    LightApiModule.forRootAsync({
      endpoints: [Author, Secret],
      useFactory: () => ({
        database: 'postgresql://nobody@127.0.0.1:1/nowhere',
        jwt: { jwksUrl: 'http://127.0.0.1:1/keys', audience: 'books' },
      }),
    }),
  ],
})
class AppModule {}

describe("testApi on an application's own module", () => {
  it('puts its database into memory, and signs tokens that it accepts', async () => {
    const api = await running({ module: AppModule });

    await expectContract(api, Secret, { client: api.as({ is_admin: true }) });
    await expectContract(api, Author);
  });

  it.each([
    ['in memory', {}],
    ['that the test names', { database: 'sqlite::memory:', schema: 'create' }],
  ] as const)('needs no replicas or tables made before on a database %s', async (_where, given) => {
    const module = LightApiModule.forRoot({
      endpoints: [Author],
      database: 'postgresql://nobody@127.0.0.1:1/nowhere',
      replicas: { urls: ['postgresql://nobody@127.0.0.1:1/nowhere'] },
      schema: 'none',
    });

    const api = await running({ module, ...given });

    await expectContract(api, Author);
  });

  it('overrides providers, and does what main.ts does', async () => {
    const api = await running({
      module: AppModule,
      override: (builder) => builder.overrideProvider(Clock).useValue({ year: 1815 }),
      prepare: (app) => app.setGlobalPrefix('api'),
    });

    expect(api.app.get(Clock, { strict: false }).year).toBe(1815);
    expect(api.pathOf(Author)).toBe('/api/authors');
    await expectContract(api, Author);
  });

  it.each([
    [
      '/authors',
      (app: INestApplication) => app.setGlobalPrefix('api', { exclude: ['authors{/*id}'] }),
    ],
    [
      '/api/authors',
      (app: INestApplication) => app.setGlobalPrefix('/api/', { exclude: ['books'] }),
    ],
    [
      '/api/v1/authors',
      (app: INestApplication) =>
        app
          .setGlobalPrefix('api')
          .enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] }),
    ],
  ])('knows that an endpoint is at %s', async (path, prepare) => {
    const api = await running({ module: AppModule, prepare });

    expect(api.pathOf(Author)).toBe(path);
    await expectContract(api, Author);
  });

  it('gives options of the test the last word', async () => {
    const api = await running({ module: AppModule, unknownMembers: 'reject' });

    const answer = await api.post('/authors', { name: 'Jane Austen', more: 1 });

    expect(answer.status).toBe(422);
  });
});

it('testApi refuses a database beside a MikroORM of the application', async () => {
  const orm = Symbol('ORM');
  const module = LightApiModule.forRootAsync({ endpoints: [], useFactory: () => ({ orm }) });

  const start = testApi({ module, database: 'sqlite::memory:' });

  await expect(start).rejects.toThrow(/'database' is given, and the application brings its own/);
});

describe('rowOf', () => {
  it('is the same for the same seed, and keeps what it is given', () => {
    const given = { sender_id: 1, code: 'x' };

    expect(rowOf(Parcel, given)).toEqual(rowOf(Parcel, given));
    expect(rowOf(Parcel, given, { seed: 2 }).label).not.toBe(rowOf(Parcel, given).label);
    expect(rowOf(Parcel, given)).toMatchObject(given);
  });

  it('leaves out what may be left out, unless it is asked for', () => {
    expect(rowOf(Book)).toEqual({ title: 'title 1' });
    expect(rowOf(Book, { author_id: null }, { optional: true })).toEqual({
      title: 'title 1',
      author_id: null,
      price: '1.00',
      copies: '1',
      published_at: '2024-01-01T00:00:00.000Z',
    });
  });

  it('says which reference it needs', () => {
    expect(() => rowOf(Parcel)).toThrow(/Parcel.sender_id refers to 'authors.id'. Give its value/);
  });

  it('says which rule it knows no value for', () => {
    expect(() => rowOf(Caller)).toThrow(/Caller.phone: no value is known that keeps isPhoneNumber/);
    expect(rowOf(Caller, { phone: '+41446681800' })).toEqual({ phone: '+41446681800' });
  });
});

describe('expectContract', () => {
  it('names everything that is not as it should be', async () => {
    const api = await running({ endpoints: [Careless] });

    const judged = expectContract(api, Careless);

    await expect(judged).rejects.toThrow(
      /^Careless breaks its contract:\n- Careless at \/careless/,
    );
    await expect(judged).rejects.toThrow(/a POST with 'text' of "text 1" shows "always the same"/);
    await expect(judged).rejects.toThrow(
      /a PATCH without version and If-Match is answered 200, not 422/,
    );
  });

  it('says who should call where the client may not', async () => {
    const api = await running({ endpoints: [Secret] });

    await expect(expectContract(api, Secret)).rejects.toThrow(/answered 401.*client: api\.as\(/);
  });
});
