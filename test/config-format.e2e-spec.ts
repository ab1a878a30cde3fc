import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { Logger, Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { ConfigurationError, LightApi, LightApiModule } from '../lib/index.js';
import { type ApiAnswer, ApiClient } from './support/api-client.js';
import { configFile, ownDirectory, serveYaml, SHOP } from './support/config-file.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import { REDIS } from './support/redis.js';
import { basic, bearer, SECRET, signed } from './support/tokens.js';

const jwt = `jwt: { secret: "${SECRET}" }`;

/** One endpoint with these fields, and this `meta`. */
function books(fields: readonly string[], meta: readonly string[] = []): string {
  return [
    'endpoints:',
    '  - route: /books',
    '    fields:',
    ...fields.map((line) => `      ${line}`),
    ...(meta.length === 0 ? [] : ['    meta:', ...meta.map((line) => `      ${line}`)]),
    '',
  ].join('\n');
}

const ERRAND = join(import.meta.dirname, 'fixtures', 'config', 'errand.ts');

const TITLE = 'title: { type: str }';

describe('the type of a field', () => {
  it.each([
    ['str', 'a', 'a'],
    ['int', 7, 7],
    ['float', 1.5, 1.5],
    ['bool', true, true],
    ['datetime', '2024-02-29T12:00:00+02:00', '2024-02-29T10:00:00.000Z'],
    ['Decimal', '1.5', '1.5000000000'],
    ['UUID', '6F9619FF-8B86-4D01-B42D-00CF4FC964FF', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['string', 'a', 'a'],
    ['text', 'a', 'a'],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['decimal', '1.5', '1.5000000000'],
    ['boolean', false, false],
    ['date', '2024-02-29', '2024-02-29'],
    ['time', '12:30:00', '12:30:00.000'],
    ['uuid', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['json', { a: [1] }, { a: [1] }],
    ['enum, values: [red, green]', 'red', 'red'],
  ])('%s keeps what is sent', async (type, sent, kept) => {
    const api = await serveYaml(books([`value: { type: ${type} }`]));

    const created = await api.post('/books', { value: sent });
    const fetched = await api.get('/books/1');

    expect([created.status, fetched.status]).toEqual([201, 200]);
    expect([created.json.value, fetched.json.value]).toEqual([kept, kept]);
  });

  it.each([
    ['int', 'seven'],
    ['float', 'half'],
    ['bool', 'perhaps'],
    ['datetime', '2024-02-30T00:00:00Z'],
    ['Decimal', 'much'],
    ['UUID', 'none'],
    ['enum, values: [red, green]', 'blue'],
  ])('%s refuses another', async (type, sent) => {
    const api = await serveYaml(books([`value: { type: ${type} }`]));

    expect((await api.post('/books', { value: sent })).status).toBe(422);
  });
});

describe('a constraint', () => {
  it.each([
    ['min_length: 2', 'str', 'ab', 'a'],
    ['minLength: 2', 'str', 'ab', 'a'],
    ['max_length: 2', 'str', 'ab', 'abc'],
    ['maxLength: 2', 'str', 'ab', 'abc'],
    ['pattern: "^[a-z]+$"', 'str', 'ab', 'A'],
    ["pattern: '^\\p{Lu}.$'", 'str', 'Ä😀', 'ä😀'],
    ['ge: 2', 'int', 2, 1],
    ['gt: 2', 'int', 3, 2],
    ['le: 2', 'int', 2, 3],
    ['lt: 2', 'float', 1.9, 2],
    ['ge: "1.10"', 'Decimal', '1.1', '1.09'],
    ['ge: 2024-01-01', 'date', '2024-01-01', '2023-12-31'],
    ['decimal_places: 2', 'Decimal', '1.25', '1.255'],
    ['scale: 2', 'decimal', '1.25', '1.255'],
    ['precision: 4, scale: 2', 'decimal', '99.99', '100.00'],
  ])('{ %s } of a field of %s', async (constraint, type, right, wrong) => {
    const api = await serveYaml(books([`value: { type: ${type}, ${constraint} }`]));

    const accepted = await api.post('/books', { value: right });
    const refused = await api.post('/books', { value: wrong });

    expect([accepted.status, refused.status]).toEqual([201, 422]);
    expect(refused.json.detail).toMatchObject([{ loc: ['value'] }]);
  });

  it('unique keeps a value from being there twice', async () => {
    const api = await serveYaml(books(['title: { type: str, unique: true }']));

    await api.post('/books', { title: 'Emma' });

    expect((await api.post('/books', { title: 'Emma' })).status).toBe(409);
  });

  it('index is accepted', async () => {
    const api = await serveYaml(books(['title: { type: str, index: true }']));

    expect((await api.post('/books', { title: 'Emma' })).status).toBe(201);
  });

  it('optional lets a member be left out or null', async () => {
    const api = await serveYaml(books([TITLE, 'pages: { type: int, optional: true }']));

    const answers = await Promise.all([
      api.post('/books', { title: 'Emma' }),
      api.post('/books', { title: 'Emma', pages: null }),
    ]);

    expect(answers.map(({ json }) => json.pages as unknown)).toEqual([null, null]);
  });

  it.each([
    ['bool', 'true', true],
    ['bool', 'yes', true],
    ['bool', 'off', false],
    ['int', '0', 0],
    ['str', '""', ''],
    ['str', '"no"', 'no'],
    ['json', '{ page_size: 3 }', { page_size: 3 }],
  ])('a default of a field of %s is %s', async (type, written, value) => {
    const api = await serveYaml(books([TITLE, `value: { type: ${type}, default: ${written} }`]));

    const created = await api.post('/books', { title: 'Emma' });

    expect(created.json.value).toEqual(value);
  });

  it('exclude makes no member', async () => {
    const api = await serveYaml(books([TITLE, 'note: { type: str, exclude: true }']));

    const created = await api.post('/books', { title: 'Emma', note: 'x' });

    expect(created.json).not.toHaveProperty('note');
  });

  it.each(['foreign_key', 'foreignKey'])('%s refers to a row that has to be there', async (key) => {
    const api = await serveYaml(`endpoints:
  - route: /authors
    fields: { name: { type: str } }
  - route: /books
    fields:
      author_id: { type: int, ${key}: authors.id }
`);

    const orphan = await api.post('/books', { author_id: 1 });
    await api.post('/authors', { name: 'Jane Austen' });
    const book = await api.post('/books', { author_id: 1 });
    const removed = await api.delete('/authors/1');

    expect([orphan.status, book.status, removed.status]).toEqual([422, 201, 409]);
  });
});

describe('the names of fields', () => {
  it.each(['list', 'get', 'em', 'größe', 'camelCase', 'page_size'])(
    '%s is a member like any other',
    async (name) => {
      const api = await serveYaml(books([`${name}: { type: str }`]));

      const created = await api.post('/books', { [name]: 'x' });
      const fetched = await api.get('/books/1');

      expect([created.status, fetched.json[name]]).toEqual([201, 'x']);
    },
  );
});

describe('meta.methods', () => {
  it.each([
    ['a list', ['methods: [GET, POST]']],
    ['an object', ['methods:', '  GET: {}', '  POST:']],
  ])('as %s serves these and no others', async (_form, meta) => {
    const api = await serveYaml(books([TITLE], meta));

    const answers = [
      await api.get('/books'),
      await api.post('/books', { title: 'Emma' }),
      await api.put('/books/1', { title: 'Emma', version: 1 }),
      await api.patch('/books/1', { title: 'Emma', version: 1 }),
      await api.delete('/books/1'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 201, 405, 405, 405]);
    expect(answers[2]!.json).toEqual({ detail: 'Method Not Allowed. Allowed: GET' });
  });
});

describe('authentication', () => {
  it('of defaults holds where an endpoint says nothing, and key by key where it says something', async () => {
    const api = await serveYaml(`${jwt}
defaults:
  authentication: { backend: JWTAuthentication, permission: IsAuthenticated }
endpoints:
  - route: /books
    fields: { title: { type: str } }
  - route: /admins
    fields: { title: { type: str } }
    meta:
      authentication: { permission: IsAdminUser }
  - route: /open
    fields: { title: { type: str } }
    meta:
      authentication: { permission: AllowAny }
`);
    const user = bearer(await signed({ sub: 'eve' }));
    const admin = bearer(await signed({ sub: 'ada', is_admin: true }));

    const statuses = [];
    for (const path of ['/books', '/admins', '/open'])
      for (const headers of [{}, user, admin]) statuses.push((await api.get(path, headers)).status);

    expect(statuses).toEqual([401, 200, 200, 401, 403, 200, 200, 200, 200]);
  });

  it('of one verb is its own', async () => {
    const api = await serveYaml(
      `${jwt}\n${books(
        [TITLE],
        [
          'authentication: { backend: JWTAuthentication }',
          'methods:',
          '  GET: { authentication: { permission: AllowAny } }',
          '  POST: {}',
          '  DELETE: { authentication: { permission: IsAdminUser } }',
        ],
      )}`,
    );
    const user = bearer(await signed({ sub: 'eve' }));

    const statuses = [
      await api.get('/books'),
      await api.post('/books', { title: 'Emma' }),
      await api.post('/books', { title: 'Emma' }, user),
      await api.delete('/books/1', user),
      await api.patch('/books/1', {}, user),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 401, 201, 403, 405]);
  });

  it('has a permission for each verb', async () => {
    const api = await serveYaml(
      `${jwt}\n${books(
        [TITLE],
        [
          'authentication:',
          '  backend: [JWTAuthentication]',
          '  permission: { GET: AllowAny, POST: IsAuthenticated }',
        ],
      )}`,
    );

    const statuses = [await api.get('/books'), await api.post('/books', { title: 'Emma' })];

    expect(statuses.map(({ status }) => status)).toEqual([200, 401]);
  });

  it('takes a backend and a permission of a file', async () => {
    const api = await serveYaml(
      books(
        [TITLE],
        [
          'authentication:',
          `  backend: ${SHOP}#HeaderAuthentication`,
          `  permission: ${SHOP}#IsAda`,
        ],
      ),
    );

    const answers = [
      await api.get('/books'),
      await api.get('/books', { 'x-user': 'eve' }),
      await api.get('/books', { 'x-user': 'ada' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 200]);
  });
});

describe('auth', () => {
  const protectedBooks = books([TITLE], ['authentication: { backend: JWTAuthentication }']);

  it.each(['checkUser', 'UserValidator'])('logs users in by %s of a file', async (name) => {
    const api = await serveYaml(
      `${jwt}\nauth:\n  login_validator: ${SHOP}#${name}\n${protectedBooks}`,
    );

    const wrong = await api.post('/auth/login', { username: 'ada', password: 'x' });
    const right = await api.post('/auth/login', { username: 'ada', password: 'secret' });
    const listed = await api.get('/books', bearer(right.json.token as string));

    expect([wrong.status, right.status, listed.status]).toEqual([401, 200, 200]);
  });

  it('names its code from the directory of the file', async () => {
    const api = await serveYaml(
      `${jwt}\nauth:\n  auth_path: /users\n  loginValidator: ./users.js#login\n${protectedBooks}`,
      { 'users.js': `export const login = (name) => (name === 'ada' ? { sub: name } : null);` },
    );

    const answer = await api.post('/users/login', { username: 'ada', password: 'x' });

    expect(answer.status).toBe(200);
  });

  it('has its own limits, times and claims', async () => {
    const api = await serveYaml(`${jwt}
auth:
  login_validator: ${SHOP}#checkUser
  jwt_expiration: 60
  jwt_extra_claims: [sub]
  jwt_algorithm: HS512
  rate_limit: { requests_per_minute: 1 }
${protectedBooks}`);

    const first = await api.post('/auth/login', { username: 'ada', password: 'secret' });
    const second = await api.post('/auth/login', { username: 'ada', password: 'secret' });

    expect([first.status, second.status]).toEqual([200, 429]);
    const { header, claims } = tokenOf(first);
    expect(header).toMatchObject({ alg: 'HS512' });
    expect(claims).toMatchObject({ sub: 'ada', exp: claims.iat! + 60 });
    expect(claims).not.toHaveProperty('is_admin');
  });

  it('takes the words of LightAPI beside a backend', async () => {
    const api = await serveYaml(`${jwt}
auth: { login_validator: "${SHOP}#checkUser" }
defaults:
  authentication:
    backend: JWTAuthentication
    jwt_expiration: 120
    jwt_extra_claims: [sub]
${books([TITLE])}`);

    const answer = await api.post('/auth/login', { username: 'ada', password: 'secret' });

    const { claims } = tokenOf(answer);
    expect(claims.exp).toBe(claims.iat! + 120);
    expect(claims).not.toHaveProperty('is_admin');
  });

  it('tells BasicAuthentication whose a password is', async () => {
    const api = await serveYaml(`${jwt}
auth: { login_validator: "${SHOP}#checkUser" }
${books([TITLE], ['authentication: { backend: BasicAuthentication }'])}`);

    const answers = [
      await api.get('/books', basic('ada', 'wrong')),
      await api.get('/books', basic('ada', 'secret')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  });
});

describe('meta.filtering', () => {
  const FIELDS = [TITLE, 'price: { type: float }', 'sold: { type: bool, default: false }'];
  const ROWS = [
    { title: 'Emma', price: 12, sold: true },
    { title: 'Persuasion', price: 5 },
    { title: 'Lady Susan', price: 3 },
  ];

  it.each([
    ['fields: [sold]', '?sold=true', ['Emma']],
    ['fields: [price]', '?price[lt]=5', ['Lady Susan']],
    ['fields: [{ name: price, operators: [lt] }]', '?price[lt]=5', ['Lady Susan']],
    ['search: [title]', '?search=as', ['Persuasion']],
    ['ordering: [price]', '?ordering=price', ['Lady Susan', 'Persuasion', 'Emma']],
    [
      'backends: [OrderingFilter], ordering: [price]',
      '?ordering=-price',
      ['Emma', 'Persuasion', 'Lady Susan'],
    ],
    [`backends: ["${SHOP}#CheapFilter"]`, '?cheap=1', ['Persuasion', 'Lady Susan']],
  ])('{ %s } answers %s', async (filtering, query, titles) => {
    const api = await serveYaml(books(FIELDS, [`filtering: { ${filtering} }`]));
    for (const row of ROWS) await api.post('/books', row);

    const { json } = await api.get(`/books${query}`);

    const results = json.results as { title: string }[];
    expect(results.map(({ title }) => title)).toEqual(titles);
  });

  it('refuses an operator that is not among those of a field, and strict what nothing reads', async () => {
    const api = await serveYaml(
      books(FIELDS, ['filtering: { strict: true, fields: [{ name: price, operators: [lt] }] }']),
    );

    const answers = [await api.get('/books?price[gt]=5'), await api.get('/books?colour=red')];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });
});

describe('pagination', () => {
  it.each([
    ['page_size', 'max_page_size'],
    ['pageSize', 'maxPageSize'],
  ])('has %s and %s', async (size, largest) => {
    const api = await serveYaml(
      books([TITLE], [`pagination: { style: page_number, ${size}: 2, ${largest}: 3 }`]),
    );
    await create(api, 4);

    const page = await api.get('/books');
    const large = await api.get('/books?page_size=3');
    const tooLarge = await api.get('/books?page_size=4');

    expect(page.json).toMatchObject({ count: 4, pages: 2, previous: null });
    expect(page.json.results).toHaveLength(2);
    expect(large.json.results).toHaveLength(3);
    expect(tooLarge.status).toBe(400);
  });

  it('goes on by cursors', async () => {
    const api = await serveYaml(books([TITLE], ['pagination: { style: cursor, page_size: 2 }']));
    await create(api, 3);

    const { json } = await api.get('/books');
    const next = await api.get(`/books?cursor=${json.next}`);

    expect(next.json.results).toMatchObject([{ id: 3 }]);
  });

  it('of defaults holds for all endpoints, key by key', async () => {
    const api = await serveYaml(`defaults:
  pagination: { style: cursor, page_size: 2 }
${books([TITLE], ['pagination: { page_size: 1 }'])}`);
    await create(api, 3);

    const { json } = await api.get('/books');

    expect(Object.keys(json as object)).toEqual(['next', 'previous', 'results']);
    expect(json.results).toHaveLength(1);
  });

  it('is by page numbers where no style is said', async () => {
    const api = await serveYaml(books([TITLE], ['pagination: { page_size: 1 }']));
    await create(api, 2);

    expect((await api.get('/books?page=2')).json).toMatchObject({ count: 2, results: [{ id: 2 }] });
  });

  it('does not count, and does not go beyond, where it is told so', async () => {
    const api = await serveYaml(
      books([TITLE], ['pagination: { page_size: 1, count: none, max_offset: 1 }']),
    );
    await create(api, 3);

    const answers = [await api.get('/books'), await api.get('/books?page=3')];

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(answers[0]!.json.count).toBeFalsy();
  });
});

describe('meta.serializer', () => {
  it.each([
    ['fields: [id, title]', ['id', 'title'], ['id', 'title']],
    ['read: [id, title], write: [id, version]', ['id', 'title'], ['id', 'version']],
  ])('{ %s } chooses the members of answers', async (serializer, read, write) => {
    const api = await serveYaml(books([TITLE], [`serializer: { ${serializer} }`]));

    const created = await api.post('/books', { title: 'Emma' });
    const fetched = await api.get('/books/1');

    expect(Object.keys(created.json as object).sort()).toEqual([...write].sort());
    expect(Object.keys(fetched.json as object).sort()).toEqual([...read].sort());
  });
});

describe('other options of meta', () => {
  it.each(['primary_key', 'primaryKey'])('%s: uuid', async (key) => {
    const api = await serveYaml(books([TITLE], [`${key}: uuid`]));

    const { json } = await api.post('/books', { title: 'Emma' });

    expect(json.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('throttle counts the requests of a client', async () => {
    const api = await serveYaml(books([TITLE], ['throttle: { requests_per_minute: 1 }']));

    const answers = [await api.get('/books'), await api.get('/books')];

    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
  });
});

describe('tables', () => {
  it('are named by the route, or by meta.table', async () => {
    const api = await serveYaml(`endpoints:
  - route: /shop/order-lines
    fields: { title: { type: str } }
  - route: /books
    fields: { order_line: { type: int, foreign_key: order_lines.id } }
    meta: { table: volumes }
  - route: /pages
    fields: { volume: { type: int, foreign_key: volumes.id } }
`);

    const answers = [
      await api.post('/shop/order-lines', { title: 'x' }),
      await api.post('/books', { order_line: 1 }),
      await api.post('/pages', { volume: 1 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });
});

describeOnEachDatabase('a reference to a table that is not there', (server) => {
  it('keeps the server from starting', async () => {
    const url = await freshDatabase(server);
    const yaml = `database_url: "${url}"\n${books(['author: { type: int, foreign_key: authors.id }'])}`;

    await expect(serveYaml(yaml)).rejects.toThrow(
      /^lightapi\.yaml:\d+: endpoints\[0\]\.fields\.author: it refers to 'authors\.id', and there is no table 'authors'/,
    );
  });
});

describeOnEachDatabase('endpoints that share a table', (server) => {
  it('are told so where one could create no row because of the other', async () => {
    const yaml = `database_url: "${await freshDatabase(server)}"
endpoints:
  - route: /v1/items
    fields: { a: { type: str } }
  - route: /v2/items
    fields: { a: { type: str }, b: { type: str } }
`;

    await expect(serveYaml(yaml)).rejects.toThrow(
      /^lightapi\.yaml:3: endpoints\[0\]: the table 'items' has a column 'b' .+ endpoints\[1\] shares the table/,
    );
  });
});

describeOnEachDatabase('a reference as LightAPI writes it', (server) => {
  const seed = (url: string, more = '') => `database_url: "${url}"
endpoints:
  - route: /shop/order-lines
    fields: { what: { type: str } }
${more}  - route: /notes
    fields: { line: { type: int, foreign_key: orderlinesendpoints.id } }
`;

  it('leads to the table of the endpoint that LightAPI would have it of', async () => {
    const api = await serveYaml(seed(await freshDatabase(server)));

    const line = await api.post('/shop/order-lines', { what: 'pens' });
    const answers = [
      await api.post('/notes', { line: line.json.id }),
      await api.post('/notes', { line: 77 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 422]);
  });

  it('leads to a table that is called so, where an endpoint has one', async () => {
    const old = `  - route: /old-lines
    fields: { what: { type: str } }
    meta: { table: orderlinesendpoints }
`;
    const api = await serveYaml(seed(await freshDatabase(server), old));
    const line = await api.post('/shop/order-lines', { what: 'pens' });

    const { status } = await api.post('/notes', { line: line.json.id });

    expect(status).toBe(422);
  });
});

describe('the class form', () => {
  it('serves a class of a module at a path', async () => {
    const api = await serveYaml(`endpoints:
  - path: /products
    class: ${SHOP}#ProductEndpoint
  - path: /orders
    class: ${SHOP}#OrderEndpoint
`);

    const answers = [
      await api.post('/products', { name: 'Pen' }),
      await api.post('/orders', { reference: '1' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('gives a class that is not decorated another path when the file says another', async () => {
    const yaml = (path: string) => `endpoints:
  - path: ${path}
    class: ${SHOP}#ProductEndpoint
`;

    await serveYaml(yaml('/products'));
    const api = await serveYaml(yaml('/goods'));

    expect((await api.get('/goods')).status).toBe(200);
  });

  it.each([
    ['/orders', '/bestellungen', /the class is decorated with @Endpoint\('\/orders'\)/],
    ['a class twice', '/a', /the same class is served above/],
  ])('is told when %s does not fit', async (_what, path, told) => {
    const name = path === '/a' ? 'ProductEndpoint' : 'OrderEndpoint';
    const yaml = `endpoints:
  - path: ${path}
    class: ${SHOP}#${name}
  - path: /b
    class: ${SHOP}#ProductEndpoint
`;

    const error = await LightApi.fromConfig(await configFile(yaml)).catch((e: unknown) => e);

    expect((error as ConfigurationError).message).toMatch(told);
  });
});

describe('options of the application', () => {
  it.each(['cors_origins', 'corsOrigins'])('%s', async (name) => {
    const api = await serveYaml(`${name}: ["https://app.example"]\n${books([TITLE])}`);

    const mine = await api.get('/books', { origin: 'https://app.example' });
    const strange = await api.get('/books', { origin: 'https://evil.example' });

    expect(allowed(mine)).toBe('https://app.example');
    expect(allowed(strange)).toBeNull();
  });

  it('CORSMiddleware alone lets everybody in', async () => {
    const api = await serveYaml(`middleware: [CORSMiddleware]\n${books([TITLE])}`);

    expect(allowed(await api.get('/books', { origin: 'https://a.example' }))).toBe('*');
  });

  it('CORSMiddleware beside cors_origins opens nothing more', async () => {
    const api = await serveYaml(
      `cors_origins: ["https://app.example"]\nmiddleware: [CORSMiddleware]\n${books([TITLE])}`,
    );

    expect(allowed(await api.get('/books', { origin: 'https://a.example' }))).toBeNull();
  });

  it.each(['unknown_members', 'unknownMembers'])('%s: reject', async (name) => {
    const api = await serveYaml(`${name}: reject\n${books([TITLE])}`);

    expect((await api.post('/books', { title: 'Emma', colour: 'red' })).status).toBe(422);
  });

  it.each(['max_results', 'maxResults'])('%s', async (name) => {
    const api = await serveYaml(`${name}: 2\n${books([TITLE])}`);
    await create(api, 3);

    expect((await api.get('/books')).json.results).toHaveLength(2);
  });

  it('query_limits', async () => {
    const api = await serveYaml(
      `query_limits: { parameters: 1 }\n${books([TITLE], ['filtering: { fields: [title] }'])}`,
    );

    expect((await api.get('/books?title=a&b=c')).status).toBe(400);
  });

  it('public_url and cursor_secret', async () => {
    const api = await serveYaml(`public_url: https://api.example/v1
cursor_secret: "0123456789012345678901234567890123456789"
${books([TITLE], ['pagination: { page_size: 1 }'])}`);
    await create(api, 2);

    expect((await api.get('/books')).json.next).toBe('https://api.example/v1/books?page=2');
  });

  it('throttle', async () => {
    const api = await serveYaml(`throttle: { requestsPerMinute: 1 }\n${books([TITLE])}`);

    const answers = [await api.get('/books'), await api.get('/books')];

    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
  });

  it('redis may be away', async () => {
    const api = await serveYaml(
      `redis: { url: "redis://127.0.0.1:1" }\nthrottle: { requests_per_minute: 1 }\n${books([TITLE])}`,
    );

    expect((await api.get('/books')).status).toBe(200);
  });

  it.skipIf(REDIS.missing)(
    `cache, in Redis under redis.prefix (${REDIS.missing ?? 'Redis'})`,
    async () => {
      const prefix = randomUUID();
      const api = await serveYaml(
        `redis: { url: "${REDIS.url}", prefix: ${prefix}, timeout: 5000 }\n${books([TITLE], ['cache: { ttl: 30 }'])}`,
      );
      const status = async () => (await api.get('/books')).headers.get('cache-status');

      await expect.poll(status).toMatch(/; hit; ttl=(30|29)$/);
      expect(await keysOf(`lightapi:${prefix}:*`)).toHaveLength(2);
    },
  );

  it('redis.timeout is how long a request waits for it', async () => {
    const silent = await silentServer();
    const api = await serveYaml(
      `redis: { url: "redis://127.0.0.1:${silent}", timeout: 40 }\n${books([TITLE], ['cache: {}'])}`,
    );

    const { status, headers } = await api.get('/books');

    expect(status).toBe(200);
    expect(headers.get('cache-status')).toContain('unavailable');
  });

  it('background_timeout is how long the end waits for background work', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => {
      warn.mockRestore();
    });
    const file = await configFile(`database_url: "sqlite::memory:"
background_timeout: 20
endpoints:
  - path: /errands
    class: ${ERRAND}#ErrandEndpoint
`);
    const app = await (await LightApi.fromConfig(file)).run({ host: '127.0.0.1', port: 0 });
    await new ApiClient(await app.getUrl()).post('/errands', { name: 'a' });
    await app.close();

    expect(warn.mock.calls.flat()).toContain(
      'Requests whose background work has not ended in time, and is left: 1.',
    );
  });

  it.each(['database_wait', 'databaseWait'])('%s is how long the start waits', async (name) => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => {
      warn.mockRestore();
    });
    const started = serveYaml(
      `database_url: "postgresql://ada@127.0.0.1:1/shop"\n${name}: 1\n${books([TITLE])}`,
    );

    await expect(started).rejects.toThrow(/can't be opened \(ECONNREFUSED\)/);
    expect(warn.mock.calls.flat().join('\n')).toContain('up to 1 s more');
  });

  it('jwt says which tokens are good', async () => {
    const api = await serveYaml(`jwt:
  secret: "${SECRET}"
  algorithms: [HS512]
  issuer: https://id.example
  audience: books
${books([TITLE], ['authentication: { backend: JWTAuthentication }'])}`);
    const claims = { sub: 'ada', iss: 'https://id.example', aud: 'books' };

    const answers = [
      await api.get('/books', bearer(await signed(claims, SECRET, 'HS256'))),
      await api.get('/books', bearer(await signed({ ...claims, aud: 'x' }, SECRET, 'HS512'))),
      await api.get('/books', bearer(await signed(claims, SECRET, 'HS512'))),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  it.each(['mode: sync', 'mode: async', 'middleware: []', 'reflect'])(
    '%s is accepted, and changes nothing',
    async (option) => {
      const yaml =
        option === 'reflect'
          ? books([TITLE]).replace('    fields', '    reflect: false\n    fields')
          : `${option}\n${books([TITLE])}`;

      expect((await (await serveYaml(yaml)).get('/books')).status).toBe(200);
    },
  );

  it('schema: none makes no table', async () => {
    const directory = await ownDirectory();
    const yaml = `database_url: sqlite:${join(directory, 'a.db')}\nschema: none\n${books([TITLE])}`;

    await expect(serveYaml(yaml)).rejects.toThrow(/books/);
  });
});

describeOnEachDatabase('the database', (server) => {
  it.each([
    ['database.url', (url: string) => `database:\n  url: "${url}"`],
    ['database_url', (url: string) => `database_url: "${url}"`],
    ['databaseUrl', (url: string) => `databaseUrl: "${url}"`],
    ['a variable', () => 'database:\n  url: "${LIGHTAPI_TEST_URL}"'],
    ['a variable with a default', () => 'database:\n  url: ${LIGHTAPI_TEST_URL:-sqlite::memory:}'],
  ])('is named by %s', async (_how, written) => {
    const url = await freshDatabase(server);
    environment('LIGHTAPI_TEST_URL', url);
    const api = await serveYaml(`${written(url)}\n${books([TITLE])}`);

    expect((await api.post('/books', { title: 'Emma' })).status).toBe(201);
  });

  it('is that of the environment where the file names none', async () => {
    environment('LIGHTAPI_DATABASE_URL', await freshDatabase(server));
    const app = await LightApi.fromObject({
      endpoints: [{ route: '/books', fields: { title: { type: 'str' } } }],
    }).then((api) => api.run({ host: '127.0.0.1', port: 0 }));
    onTestFinished(() => app.close());

    const answer = await new ApiClient(await app.getUrl()).post('/books', { title: 'Emma' });

    expect(answer.status).toBe(201);
  });
});

describe('variables of the environment', () => {
  it('stand in any text, whole or in part', async () => {
    environment('LIGHTAPI_TEST_HOST', 'app.example');
    const api = await serveYaml(
      `cors_origins: ["https://\${LIGHTAPI_TEST_HOST}", "https://\${LIGHTAPI_TEST_NONE:-b.example}"]\n${books([TITLE])}`,
    );

    const answers = [
      await api.get('/books', { origin: 'https://app.example' }),
      await api.get('/books', { origin: 'https://b.example' }),
    ];

    expect(answers.map(allowed)).toEqual(['https://app.example', 'https://b.example']);
  });

  it('are no YAML: what is in them stays a text', async () => {
    environment('LIGHTAPI_TEST_TITLE', '{ evil: [yes] }');
    const api = await serveYaml(books(['title: { type: str, default: "${LIGHTAPI_TEST_TITLE}" }']));

    expect((await api.post('/books', {})).json.title).toBe('{ evil: [yes] }');
  });

  it('may be escaped', async () => {
    const api = await serveYaml(books(['title: { type: str, default: "$${HOME}" }']));

    expect((await api.post('/books', {})).json.title).toBe('${HOME}');
  });
});

describe('anchors and merges', () => {
  it('share what is written once', async () => {
    const api = await serveYaml(`endpoints:
  - route: /books
    fields: &fields
      title: &text { type: str, max_length: 3 }
  - route: /pens
    fields:
      <<: *fields
      colour: *text
`);

    const answer = await api.post('/pens', { title: 'long', colour: 'blue' });

    expect(answer.json.detail).toHaveLength(2);
  });
});

describe('LightApiModule.forConfig', () => {
  const yaml = `database: { url: "sqlite:never-opened.db" }
max_results: 1
${books([TITLE])}`;

  it('serves a file in a Nest application, with overrides that win', async () => {
    const path = await configFile(yaml);
    const api = await startNest({
      imports: [LightApiModule.forConfig(path, { database: 'sqlite::memory:', maxResults: 2 })],
    });
    await create(api, 3);

    const { json } = await api.get('/books');

    expect(json.results).toHaveLength(2);
  });

  it('injects what the application provides', async () => {
    @Module({ providers: [{ provide: 'WORD', useValue: 'hello' }], exports: ['WORD'] })
    class WordModule {}
    const path = await configFile(yaml);

    const api = await startNest({
      imports: [
        LightApiModule.forConfig(path, { database: 'sqlite::memory:', imports: [WordModule] }),
      ],
    });

    expect(api.app.get('WORD', { strict: false })).toBe('hello');
  });

  it('reads no environment but the variables of the file', async () => {
    environment('LIGHTAPI_DATABASE_URL', 'mysql://unread');
    environment('LIGHTAPI_TEST_URL', 'sqlite::memory:');
    const path = await configFile(`database: { url: "\${LIGHTAPI_TEST_URL}" }\n${books([TITLE])}`);

    const api = await startNest({ imports: [LightApiModule.forConfig(path)] });

    expect((await api.get('/books')).status).toBe(200);
  });

  it('rejects a wrong file with all its mistakes', async () => {
    const path = await configFile('endpoints:\n  - route: books\n    fields: { a: { type: x } }\n');

    const error = await LightApiModule.forConfig(path).catch((thrown: unknown) => thrown);

    expect((error as ConfigurationError).problems).toHaveLength(2);
  });
});

async function create(api: ApiClient, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1)
    await api.post('/books', { title: `Volume ${number}` });
}

function allowed({ headers }: ApiAnswer): string | null {
  return headers.get('access-control-allow-origin');
}

/** What a token says, whose signature other tests look at. */
function tokenOf({ json }: ApiAnswer): Record<'header' | 'claims', Record<string, number>> {
  const [header = '', claims = ''] = (json.token as string).split('.');
  return { header: decoded(header), claims: decoded(claims) };
}

function decoded(part: string): Record<string, number> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, number>;
}

/** Until the test ends. */
function environment(name: string, value: string): void {
  vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

async function keysOf(pattern: string): Promise<string[]> {
  const client = new Redis(REDIS.url);
  try {
    return await client.keys(pattern);
  } finally {
    client.disconnect();
  }
}

/** The port of somebody who takes connections and never says a word. */
async function silentServer(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
