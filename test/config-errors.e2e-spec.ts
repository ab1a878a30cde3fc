import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ConfigurationError, LightApi } from '../lib/index.js';
import { SHOP } from './support/config-file.js';

/** A wrong file, and what is said of it: `line: place and sentence`; `…` leaves out a long list. */
type WrongFile = readonly [what: string, yaml: string, problems: readonly string[]];

/** Code that the files name. */
const CODE = {
  'users.js': `
    export const USERS = { ada: 'x' };
    export function login(name) { return name === 'ada' ? { sub: name } : null; }
  `,
  'broken.js': `throw new Error('there are no users today');`,
};

const ok = `endpoints:
  - route: /books
    fields:
      title: { type: str }
`;

const top = (options: string) => `${options}\n${ok}`;

const field = (line: string) => `${ok}      ${line}\n`;

const meta = (options: string) => `endpoints:
  - route: /books
    fields:
      title: { type: str }
      pages: { type: int, optional: true }
      notes: { type: json, optional: true }
    meta:
${options.replace(/^/gm, '      ')}
`;

const WRONG_FILES: readonly WrongFile[] = [
  // names that the database keeps for itself
  [
    'a field that every table of PostgreSQL has',
    `database: { url: "postgresql://nobody@localhost/none" }\n${field('xmin: { type: int }')}`,
    [
      `6: endpoints[0].fields.xmin: every table of the database has a column 'xmin' of its own. Give the field another name.`,
    ],
  ],
  [
    'tables that SQLite takes for one',
    `database: { url: "sqlite:none.db" }
endpoints:
  - route: /a
    fields: { n: { type: int } }
    meta: { table: Tab }
  - route: /b
    fields: { n: { type: int } }
    meta: { table: tab }
`,
    [
      `6: endpoints[0], endpoints[1]: 'Tab' and 'tab' are one table, as the database knows no case in names. Give each its own 'table', or all the same.`,
    ],
  ],
  // syntax
  ['an empty file', '', [`1: it is empty. Give at least 'endpoints'.`]],
  ['only a comment', '# nothing yet\n', [`1: it is empty. Give at least 'endpoints'.`]],
  ['a text', 'hello\n', [`1: it is the text 'hello'. Give an object.`]],
  ['a list', '- route: /books\n', ['1: it is a list. Give an object.']],
  ['a tab', 'endpoints:\n\t- route: /books\n', ['2: a tab indents the line. Indent with spaces.']],
  [
    'a bracket that is not closed',
    top('cors_origins: [https://a.example'),
    [
      '2: Flow sequence in block collection must be sufficiently indented and end with a ]. Correct the YAML.',
    ],
  ],
  [
    'an indentation that is wrong',
    'endpoints:\n  - route: /books\n   fields:\n      title: { type: str }\n',
    ['3: Sequence item without - indicator. Correct the YAML.'],
  ],
  ['a key twice', top('mode: sync\nmode: sync'), [`2: 'mode' is there twice. Remove one.`]],
  [
    'an anchor that is not there',
    top('cors_origins: *origins'),
    [`1: there is no anchor &origins above. Set it, or quote '*origins'.`],
  ],
  [
    'several documents',
    ok + '---\n' + ok,
    [`5: a second document begins here. Remove the line '---', or what follows it.`],
  ],
  [
    'a tag for code',
    top('publicUrl: !!js/function "function () {}"'),
    ['1: there is no tag tag:yaml.org,2002:js/function. Values have no tags here: remove it.'],
  ],
  [
    'a tag of Python',
    top('mode: !!python/object:os.system sync'),
    [
      '1: there is no tag tag:yaml.org,2002:python/object:os.system. Values have no tags here: remove it.',
    ],
  ],
  [
    'a quote that is not closed',
    top('mode: "sync'),
    ['6: Missing closing "quote. Correct the YAML.'],
  ],
  [
    'an anchor bomb',
    `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n`,
    [' its anchors stand for more than 100 values. Write them out.'],
  ],
  [
    'deep nesting',
    'mode: ' + '['.repeat(20000) + '\n',
    [' it is nested too deeply. Use fewer levels.'],
  ],
  [
    '10 MB',
    '#'.repeat(10 * 1024 * 1024) + '\n',
    ['<directory>/lightapi.yaml has 10485761 bytes. A configuration may have 1048576 at most.'],
  ],
  ['binary', '\0\0\u0001\n', [`1: it is the text '���'. Give an object.`]],
  // top
  [
    'no endpoints',
    'database: { url: "sqlite::memory:" }\n',
    [`1: it has no 'endpoints'. Give it: what is served.`],
  ],
  ['no endpoint in the list', 'endpoints: []\n', ['1: endpoints is empty. Give at least one.']],
  [
    'endpoints that are an object',
    'endpoints:\n  books:\n    route: /books\n',
    ['1: endpoints is an object. Give a list.'],
  ],
  [
    'an unknown option',
    top('databse: { url: "sqlite::memory:" }'),
    [`1: databse: there is no such option. Did you mean 'database'?…`],
  ],
  ['a version', top('version: 2'), ['1: version: there is no such option.…']],
  [
    'a database that is a text',
    top('database: sqlite:app.db'),
    [`1: database is the text 'sqlite:app.db'. Give an object, e.g. { "url": "sqlite:app.db" }.`],
  ],
  [
    'a database without url',
    top('database: {}'),
    [`1: database has no 'url'. Give it: sqlite:app.db, postgresql://user@host/name.`],
  ],
  [
    'a database URL of another kind',
    top('database: { url: "mysql://root:geheim@localhost/shop" }'),
    [
      `1: database.url: The database URL begins with 'mysql:', which is not known. Write sqlite:books.db, sqlite::memory: or postgresql://user@host:5432/name.`,
    ],
  ],
  [
    'a broken PostgreSQL URL',
    top('database_url: "postgresql:geheim@localhost"'),
    [
      '1: database_url: The PostgreSQL URL can not be read. Write postgresql://user:password@host:5432/name, with special characters percent-encoded.',
    ],
  ],
  [
    'the database in both forms',
    top('database: { url: "sqlite::memory:" }\ndatabase_url: "sqlite::memory:"'),
    [`2: database_url: it is there as 'database.url' too. Give one.`],
  ],
  [
    'one option in both spellings',
    top('cors_origins: ["https://a.example"]\ncorsOrigins: ["https://b.example"]'),
    [`2: corsOrigins: it is there as 'cors_origins' too. Give one.`],
  ],
  [
    'an origin with a path',
    top('cors_origins: ["https://a.example/shop"]'),
    [
      `1: cors_origins has "https://a.example/shop". Give an origin as browsers send it: scheme, host and port, e.g. 'https://app.example.com'.`,
    ],
  ],
  [
    'origins that are a text',
    top('cors_origins: https://a.example'),
    [`1: cors_origins is the text 'https://a.example'. Give a list.`],
  ],
  [
    'a variable that is not set',
    top('database:\n  url: "${LIGHTAPI_TEST_UNSET}"'),
    [
      '2: database.url: the environment has no variable LIGHTAPI_TEST_UNSET. Set it, or write ${LIGHTAPI_TEST_UNSET:-a default}.',
    ],
  ],
  [
    'a variable in a field',
    field('pages: { type: int, default: "${LIGHTAPI_TEST_UNSET}" }'),
    [
      '5: endpoints[0].fields.pages.default: the environment has no variable LIGHTAPI_TEST_UNSET. Set it, or write ${LIGHTAPI_TEST_UNSET:-a default}.',
    ],
  ],
  [
    'an unknown mode',
    top('mode: threads'),
    [`1: mode is the text 'threads'. It may be sync, async.`],
  ],
  [
    'an unknown middleware',
    top('middleware:\n  - CORSMiddleware\n  - myapp.middleware.Audit'),
    [
      `3: middleware[1]: there is no 'myapp.middleware.Audit'. Give CORSMiddleware, or ./file.js#Export.`,
    ],
  ],
  [
    'a middleware with a typo',
    top('middleware: [CorsMidleware]'),
    [
      `1: middleware[0]: there is no 'CorsMidleware'. Did you mean 'CORSMiddleware'? Give CORSMiddleware, or ./file.js#Export.`,
    ],
  ],
  [
    'a middleware that is none',
    top(`middleware:\n  - ${SHOP}#checkUser`),
    [
      `1: middleware has checkUser. Give classes with process(), e.g. class Audit extends Middleware.`,
    ],
  ],
  [
    'an unknown schema mode',
    top('schema: drop'),
    [`1: schema is the text 'drop'. It may be create, update, none.`],
  ],
  ['maxResults of zero', top('max_results: 0'), ['1: max_results is 0. Give 1 or more.']],
  [
    'a public URL with a slash',
    top('public_url: https://api.example/'),
    [
      `1: public_url is no URL of an application's root. Write e.g. https://api.example.com/v1, without query and without a slash at its end.`,
    ],
  ],
  [
    'a short cursor secret',
    top('cursor_secret: short'),
    [
      '1: cursor_secret is no text of at least 32 characters. Give a random one, e.g. of: openssl rand -base64 32.',
    ],
  ],
  [
    'an unknown query limit',
    top('query_limits: { filter: 3 }'),
    ['1: query_limits.filter: there is no such option.…'],
  ],
  [
    'a redis without url',
    top('redis: {}'),
    [`1: redis has no 'url'. Give it: redis://localhost:6379, or rediss:// for TLS.`],
  ],
  [
    'a redis of another kind',
    top('redis: { url: "http://:geheim@localhost" }'),
    [
      `1: redis.url is the text 'http://…@localhost'. Write redis://host:6379, or rediss:// for TLS.`,
    ],
  ],
  [
    'an unknown limit',
    top('throttle: { requests_per_second: 3 }'),
    ['1: throttle.requests_per_second: there is no such option.…'],
  ],
  [
    'a limit that is a text',
    top('throttle: { requests_per_minute: "3" }'),
    [`1: throttle.requests_per_minute is the text '3'. Give an integer.`],
  ],
  // defaults
  [
    'an unknown default',
    top('defaults: { authentification: {} }'),
    [`1: defaults.authentification: there is no such option. Did you mean 'authentication'?…`],
  ],
  [
    'an unknown default backend',
    top('defaults:\n  authentication:\n    backend: JwtAuthentication'),
    [
      `3: defaults.authentication.backend: there is no 'JwtAuthentication'. Did you mean 'JWTAuthentication'? Give JWTAuthentication, BasicAuthentication, or ./file.js#Export.`,
    ],
  ],
  [
    'a page size of zero by default',
    top('defaults:\n  pagination: { page_size: 0 }'),
    ['2: defaults.pagination.page_size is 0. Give 1 or more.'],
  ],
  [
    'tokens without a secret',
    top('defaults:\n  authentication: { backend: JWTAuthentication }'),
    [
      `1: jwt has no key, or an empty one. Give 'secret' (at least 32 bytes; LightApi reads LIGHTAPI_JWT_SECRET), 'public_key' or 'jwks_url'. endpoints[0] can be used with tokens only.`,
    ],
  ],
  [
    'a permission that nobody can have',
    meta('authentication: { permission: IsAuthenticated }'),
    [
      `2: endpoints[0]: GET, POST, PUT, PATCH, DELETE can be used by authenticated callers only, and no backend authenticates any. Add 'backend' to 'authentication', of the endpoint or of the module, or 'permission: AllowAny'.`,
    ],
  ],
  [
    'passwords that nobody knows',
    meta('authentication: { backend: BasicAuthentication }'),
    [
      `2: endpoints[0] has BasicAuthentication, and there is nobody to ask whose a password is. Give 'auth.login_validator', or override validateCredentials.`,
    ],
  ],
  // auth
  [
    'a login without validator',
    top('auth: { auth_path: /auth }'),
    [`1: auth has no 'login_validator'. Give it: ./file.js#function, or a class with validate().`],
  ],
  [
    'a login validator that is no file',
    top('auth: { login_validator: myapp.auth.login }'),
    [
      `1: auth.login_validator: 'myapp.auth.login' names no code. Write ./file.js#Export, from the directory of the configuration.`,
    ],
  ],
  [
    'a login validator in a missing file',
    top('auth:\n  login_validator: ./missing.js#login'),
    ['2: auth.login_validator: there is no file ./missing.js. It is looked for in <directory>.'],
  ],
  [
    'a login validator that is not exported',
    top('auth:\n  login_validator: ./users.js#logon'),
    [
      `2: auth.login_validator: ./users.js exports no 'logon'. Did you mean 'login'? It has USERS, login.`,
    ],
  ],
  [
    'a login validator that is no function',
    top('auth:\n  login_validator: ./users.js#USERS'),
    [
      '2: auth.login_validator is no function and no class. Give a function (username, password), or a class with validate(username, password).',
    ],
  ],
  [
    'a validator that does not load',
    top('auth:\n  login_validator: ./broken.js#login'),
    [`2: auth.login_validator: ./broken.js can't be loaded: Error: there are no users today`],
  ],
  [
    'an auth path without slash',
    top(
      'jwt: { secret: "0123456789012345678901234567890123456789" }\nauth:\n  auth_path: login\n  login_validator: ./users.js#login',
    ),
    [`3: auth.auth_path is the text 'login'. Write a path that begins with a slash, e.g. /auth.`],
  ],
  [
    'an expiration of a text',
    top('auth:\n  login_validator: ./users.js#login\n  jwt_expiration: 1h'),
    [`3: auth.jwt_expiration is the text '1h'. Give an integer.`],
  ],
  [
    'an unknown algorithm',
    top('jwt: { secret: "0123456789012345678901234567890123456789", algorithms: [none] }'),
    [`1: jwt.algorithms[0] is the text 'none'.…`],
  ],
  [
    'two keys',
    top(
      'jwt:\n  secret: "0123456789012345678901234567890123456789"\n  jwks_url: https://id.example/keys',
    ),
    ['1: jwt has secret and jwksUrl. Give one of them, so that no key is mistaken.'],
  ],
  ['an empty secret', top('jwt: { secret: "" }'), ['1: jwt.secret is empty. Give a text.']],
  // endpoints
  [
    'an endpoint that is a text',
    'endpoints:\n  - /books\n',
    [
      `2: endpoints[0] is the text '/books'. Give an object, e.g. { "route": "/books", "fields": { "title": { "type": "str" } } }.`,
    ],
  ],
  [
    'an endpoint without route',
    'endpoints:\n  - fields:\n      title: { type: str }\n',
    [`2: endpoints[0] has no 'route'. Give it: where the collection is, e.g. /books.`],
  ],
  [
    'an endpoint without fields',
    'endpoints:\n  - route: /books\n',
    [`2: endpoints[0] has no 'fields'. Give it: the members, by name.`],
  ],
  [
    'no fields in it',
    'endpoints:\n  - route: /books\n    fields: {}\n',
    ['3: endpoints[0].fields is empty. Give at least one.'],
  ],
  [
    'fields that are a list',
    'endpoints:\n  - route: /books\n    fields:\n      - title\n',
    ['3: endpoints[0].fields is a list. Give an object, e.g. { "title": { "type": "str" } }.'],
  ],
  [
    'a route without slash',
    'endpoints:\n  - route: books\n    fields:\n      title: { type: str }\n',
    [
      `2: endpoints[0].route is the text 'books'. Write a path of letters, digits, '-', '_', '.' and '~' that begins with a slash, e.g. /books.`,
    ],
  ],
  [
    'a route with a parameter',
    'endpoints:\n  - route: /books/:id\n    fields:\n      title: { type: str }\n',
    [
      `2: endpoints[0].route is the text '/books/:id'. Write a path of letters, digits, '-', '_', '.' and '~' that begins with a slash, e.g. /books.`,
    ],
  ],
  [
    'the same route twice',
    ok + ok.replace('endpoints:\n', ''),
    [`5: endpoints[0], endpoints[1]: both are at '/books'. Give each its own route.`],
  ],
  [
    'the same table twice',
    ok + '  - route: /shop/books\n    fields:\n      title: { type: int }\n',
    [
      `5: endpoints[0].fields.title, endpoints[1].fields.title: they share the column 'books.title' and differ in its type. Declare it the same, or give one endpoint its own 'table'.`,
    ],
  ],
  [
    'a reference that no database in memory can have',
    'database_url: "sqlite::memory:"\n' + field('author: { type: int, foreign_key: bookz.id }'),
    [
      `6: endpoints[0].fields.author: it refers to 'bookz.id', and there is no table 'bookz'. Did you mean 'books'? The tables of the endpoints are books.`,
    ],
  ],
  [
    'three endpoints at one route',
    ok + ok.replace('endpoints:\n', '') + ok.replace('endpoints:\n', ''),
    [`8: endpoints[0], endpoints[1], endpoints[2]: all are at '/books'. Give each its own route.`],
  ],
  [
    'a number that is read in two ways',
    field('pages: { type: int, default: 010 }'),
    [
      '5: endpoints[0].fields.pages.default: it is 010, which YAML 1.1 reads in base 8. Write it without the zero in front, or quote it.',
    ],
  ],
  [
    'what the guide shows, at once',
    `endpoints:
  - route: books
    fields:
      title: { type: str, min_lenght: 3 }
      pages: { type: int }
    meta:
      filtering:
        search: [titel, title]
`,
    [
      `2: endpoints[0].route is the text 'books'.…`,
      `4: endpoints[0].fields.title.min_lenght: there is no such option. Did you mean 'min_length'?…`,
      `8: endpoints[0].meta.filtering.search has "titel", which is no member. Did you mean 'title'?…`,
    ],
  ],
  [
    'fields that are each wrong in their own way',
    `endpoints:
  - route: /books
    fields:
      c: { type: int, default: x }
      d: { type: bool, min_length: 3 }
      e: { type: strr }
      f: { type: int, foreign_key: books }
      g: { type: decimal, scale: 2, decimal_places: 2 }
      l: { type: int, ge: 5, le: 3 }
    meta:
      authentication: { backend: JwtAuthentication }
      filtering: { ordering: [e, f] }
      pagination: { style: paged }
`,
    [
      '4: endpoints[0].fields.c: …',
      `5: endpoints[0].fields.d: 'min_length' means nothing for a boolean; remove it.`,
      `6: endpoints[0].fields.e.type is the text 'strr'. …`,
      `7: endpoints[0].fields.f.foreign_key is the text 'books'. …`,
      `8: endpoints[0].fields.g: 'scale' and 'decimal_places' mean the same. Give one.`,
      '9: endpoints[0].fields.l: …',
      `11: endpoints[0].meta.authentication.backend: there is no 'JwtAuthentication'.…`,
      `13: endpoints[0].meta.pagination.style is the text 'paged'. …`,
    ],
  ],
  [
    'two routes with one class name',
    ok +
      '  - route: /books/\n    fields:\n      title: { type: strr }\n  - route: /book-s\n    fields:\n      title: { type: int, min_length: 3 }\n  - route: /book_s\n    fields:\n      title: { type: int, max_length: 3 }\n',
    [
      `7: endpoints[1].fields.title.type is the text 'strr'. Did you mean 'str'?…`,
      `10: endpoints[2].fields.title: 'min_length' means nothing for an int; remove it.`,
      `13: endpoints[3].fields.title: 'max_length' means nothing for an int; remove it.`,
    ],
  ],
  [
    'an unknown option of an endpoint',
    ok + '    methods: [GET]\n',
    ['5: endpoints[0].methods: there is no such option.…'],
  ],
  [
    'a reflection of another kind',
    'endpoints:\n  - route: /books\n    reflect: whole\n    meta: { table: books }\n',
    [`3: endpoints[0].reflect is the text 'whole'. It may be false, true, partial, full.`],
  ],
  [
    'a version of a table that is not reflected',
    meta('version_field: revision'),
    [
      `8: endpoints[0].meta.version_field is for tables that are reflected; every other has 'version'. Remove it.`,
    ],
  ],
  [
    'a version that is no name',
    'endpoints:\n  - route: /books\n    reflect: true\n    meta: { version_field: true, primary_key: integer }\n',
    [
      `4: endpoints[0].meta.version_field is true. Give the name of a column of integers, xmin on PostgreSQL, or false.`,
    ],
  ],
  [
    'a table name that is too long',
    meta('table: ' + 'b'.repeat(64)),
    [
      '8: endpoints[0].meta.table is "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb". Give a name of 1 to 63 bytes.',
    ],
  ],
  [
    'an unknown key',
    meta('primary_key: ulid'),
    [
      `8: endpoints[0].meta.primary_key is the text 'ulid'. Did you mean 'uuid'? It may be integer, uuid.`,
    ],
  ],
  [
    'a cache that keeps nothing',
    meta('cache: { ttl: 0 }'),
    ['8: endpoints[0].meta.cache.ttl is 0. Give 1 or more.'],
  ],
  [
    'a route at which users log in',
    top('auth: { login_validator: ./users.js#login }').replace('/books', '/auth/login'),
    [
      `3: endpoints[0]: its route '/auth/login' is one at which users log in. Give it another, or 'auth.auth_path' another path.`,
    ],
  ],
  // class form
  [
    'a class in Python',
    'endpoints:\n  - path: /products\n    class: myapp.endpoints.ProductEndpoint\n',
    [
      `3: endpoints[0].class: 'myapp.endpoints.ProductEndpoint' names no code. Write ./file.js#Export, from the directory of the configuration.`,
    ],
  ],
  [
    'a class in no file',
    'endpoints:\n  - path: /products\n    class: ./products.js#ProductEndpoint\n',
    ['3: endpoints[0].class: there is no file ./products.js. It is looked for in <directory>.'],
  ],
  [
    'a class that is none',
    'endpoints:\n  - path: /products\n    class: ./users.js#login\n',
    [`3: endpoints[0].class: './users.js#login' is no class that extends RestEndpoint.`],
  ],
  [
    'a class without path',
    'endpoints:\n  - class: ./users.js#login\n',
    [`2: endpoints[0] has no 'path'. Give it: where the collection is, e.g. /books.`],
  ],
  [
    'a class beside fields',
    'endpoints:\n  - route: /products\n    class: ./users.js#login\n    fields:\n      a: { type: str }\n',
    [
      `2: endpoints[0] has no 'path'. Give it: where the collection is, e.g. /books.`,
      '2: endpoints[0].route: there is no such option.…',
      '4: endpoints[0].fields: there is no such option.…',
    ],
  ],
  // fields
  [
    'a field that is a text',
    field('author: str'),
    [`5: endpoints[0].fields.author is the text 'str'. Give an object, e.g. { "type": "str" }.`],
  ],
  [
    'a field without type',
    field('author: { max_length: 3 }'),
    [`5: endpoints[0].fields.author has no 'type'. Give it: what the column holds.`],
  ],
  [
    'an unknown type',
    field('author: { type: strin }'),
    [`5: endpoints[0].fields.author.type is the text 'strin'. Did you mean 'string'?…`],
  ],
  [
    'a type of another language',
    field('author: { type: varchar }'),
    [`5: endpoints[0].fields.author.type is the text 'varchar'.…`],
  ],
  [
    'a typo in a constraint',
    field('author: { type: str, min_lenght: 1 }'),
    [
      `5: endpoints[0].fields.author.min_lenght: there is no such option. Did you mean 'min_length'?…`,
    ],
  ],
  [
    'a constraint in both spellings',
    field('author: { type: str, min_length: 1, minLength: 2 }'),
    [`5: endpoints[0].fields.author.minLength: it is there as 'min_length' too. Give one.`],
  ],
  [
    'a length that is a text',
    field('author: { type: str, max_length: "10" }'),
    [`5: endpoints[0].fields.author.max_length is the text '10'. Give an integer.`],
  ],
  [
    'a negative length',
    field('author: { type: str, max_length: -1 }'),
    ['5: endpoints[0].fields.author.max_length is -1. Give 0 or more.'],
  ],
  [
    'a length of an integer',
    field('pages: { type: int, max_length: 3 }'),
    [`5: endpoints[0].fields.pages: 'max_length' means nothing for an int; remove it.`],
  ],
  [
    'a range of a boolean',
    field('sold: { type: bool, ge: 1 }'),
    [`5: endpoints[0].fields.sold: 'ge' means nothing for a boolean; remove it.`],
  ],
  [
    'lengths that contradict',
    field('author: { type: str, min_length: 3, max_length: 2 }'),
    [`5: endpoints[0].fields.author: 'min_length' 3 is more than 'max_length' 2; swap them.`],
  ],
  [
    'bounds that contradict',
    field('pages: { type: int, gt: 3, lt: 3 }'),
    [`5: endpoints[0].fields.pages: no value satisfies both 'gt' and 'lt'; change one.`],
  ],
  [
    'a pattern that is none',
    field('author: { type: str, pattern: "(" }'),
    [
      `5: endpoints[0].fields.author.pattern is the text '(', which is no regular expression. Correct it.`,
    ],
  ],
  [
    'a default of the wrong type',
    field('pages: { type: int, default: many }'),
    [
      `5: endpoints[0].fields.pages: 'default' is no value of the field (Input should be a valid integer); give another.`,
    ],
  ],
  [
    'a default out of bounds',
    field('pages: { type: int, le: 3, default: 4 }'),
    [
      `5: endpoints[0].fields.pages: 'default' is no value of the field (Input should be less than or equal to 3); give another.`,
    ],
  ],
  [
    'a default of null',
    field('pages: { type: int, default: null }'),
    [
      `5: endpoints[0].fields.pages: its default is null, but it may not be null. Add 'optional: true'.`,
    ],
  ],
  [
    'an optional that is a text',
    field('pages: { type: int, optional: "maybe" }'),
    [`5: endpoints[0].fields.pages.optional is the text 'maybe'. Give true or false.`],
  ],
  [
    'scale and decimal_places',
    field('price: { type: Decimal, scale: 2, decimal_places: 2 }'),
    [`5: endpoints[0].fields.price: 'scale' and 'decimal_places' mean the same. Give one.`],
  ],
  [
    'an enum without values',
    field('genre: { type: enum }'),
    [`5: endpoints[0].fields.genre: 'values' is missing; list the texts that the enum may hold.`],
  ],
  [
    'a reference that is no column',
    field('author: { type: int, foreign_key: authors }'),
    [
      `5: endpoints[0].fields.author.foreign_key is the text 'authors'. Write table.column, e.g. authors.id.`,
    ],
  ],
  [
    'a reference of another type',
    field('author: { type: str, foreign_key: books.id }'),
    [`5: endpoints[0].fields.author: it is string, but 'books.id' is int. Make them equal.`],
  ],
  [
    'a field that is there already',
    field('version: { type: int }'),
    [
      `5: endpoints[0].fields.version: every endpoint has 'version' already. Remove the property, or call it otherwise.`,
    ],
  ],
  [
    'a field called __proto__',
    field('__proto__: { type: str }'),
    [`3: endpoints[0].fields: '__proto__' can be no name. Write letters, digits and underscores.`],
  ],
  [
    'a field called constructor',
    field('constructor: { type: str }'),
    [
      `5: endpoints[0].fields.constructor: every object in JavaScript has 'constructor'. Call the member otherwise.`,
    ],
  ],
  [
    'two fields for one column',
    field('Title: { type: str }'),
    [`2: endpoints[0]: another field has the column 'title' of 'Title'. Rename one.`],
  ],
  // meta
  [
    'an unknown option of meta',
    meta('pagnation: { page_size: 3 }'),
    [`8: endpoints[0].meta.pagnation: there is no such option. Did you mean 'pagination'?…`],
  ],
  [
    'a method in small letters',
    meta('methods: [get, POST]'),
    [
      `8: endpoints[0].meta.methods[0] is the text 'get'. Did you mean 'GET'? It may be GET, POST, PUT, PATCH, DELETE.`,
    ],
  ],
  [
    'methods that are a text',
    meta('methods: GET'),
    [`8: endpoints[0].meta.methods is the text 'GET'. Give a list or an object.`],
  ],
  [
    'no methods',
    meta('methods: []'),
    ['8: endpoints[0].meta.methods is empty. Give at least one.'],
  ],
  [
    'an unknown method in an object',
    meta('methods:\n  GET: {}\n  FETCH: {}'),
    [`10: endpoints[0].meta.methods.FETCH: there is no such option. Did you mean 'PATCH'?…`],
  ],
  [
    'an unknown option of a method',
    meta('methods:\n  GET: { authentification: {} }'),
    [
      `9: endpoints[0].meta.methods.GET.authentification: there is no such option. Did you mean 'authentication'?…`,
    ],
  ],
  [
    'an unknown permission',
    meta('authentication:\n  permission: IsAdmin'),
    [
      `9: endpoints[0].meta.authentication.permission: there is no 'IsAdmin'. Give AllowAny, IsAuthenticated, IsAdminUser, or ./file.js#Export.`,
    ],
  ],
  [
    'an unknown permission of a verb',
    meta('authentication:\n  permission:\n    POST: IsAuthenticate'),
    [
      `10: endpoints[0].meta.authentication.permission.POST: there is no 'IsAuthenticate'. Did you mean 'IsAuthenticated'? Give AllowAny, IsAuthenticated, IsAdminUser, or ./file.js#Export.`,
    ],
  ],
  [
    'an unknown backend of a verb',
    meta('methods:\n  GET: {}\n  POST:\n    authentication: { backend: OAuth }'),
    [
      `11: endpoints[0].meta.methods.POST.authentication.backend: there is no 'OAuth'. Give JWTAuthentication, BasicAuthentication, or ./file.js#Export.`,
    ],
  ],
  [
    'an unknown filter backend',
    meta('filtering:\n  backends: [FieldFilter, ./missing.js#Own]'),
    [
      '9: endpoints[0].meta.filtering.backends[1]: there is no file ./missing.js. It is looked for in <directory>.',
    ],
  ],
  [
    'a filter backend that is none',
    meta('filtering:\n  backends: ["./users.js#login"]'),
    [
      '9: endpoints[0].meta.filtering.backends has login. Give FieldFilter, SearchFilter, OrderingFilter, or classes with filter().',
    ],
  ],
  [
    'a permission that is none',
    meta('authentication:\n  permission: ./users.js#login'),
    [
      '8: endpoints[0].meta.authentication has the permission login. Name a class that extends Permission.',
    ],
  ],
  [
    'an unknown field to filter',
    meta('filtering:\n  fields: [titel]'),
    [
      `9: endpoints[0].meta.filtering.fields has "titel", which is no member. Did you mean 'title'? The members are title, pages, notes, id, created_at, updated_at, version.`,
    ],
  ],
  [
    'an unknown field to search',
    meta('filtering:\n  search: [titel]'),
    [
      `9: endpoints[0].meta.filtering.search has "titel", which is no member. Did you mean 'title'? The members are title, pages, notes, id, created_at, updated_at, version.`,
    ],
  ],
  [
    'an unknown field to order',
    meta('filtering:\n  ordering: [titel]'),
    [
      `9: endpoints[0].meta.filtering.ordering has "titel", which is no member. Did you mean 'title'? The members are title, pages, notes, id, created_at, updated_at, version.`,
    ],
  ],
  [
    'a search in a number',
    meta('filtering:\n  search: [pages]'),
    [`5: endpoints[0].fields.pages: an int can't be searched. Remove it from 'filtering.search'.`],
  ],
  [
    'an order of json',
    meta('filtering:\n  ordering: [notes]'),
    [`6: endpoints[0].fields.notes: a json has no order. Remove it from 'filtering.ordering'.`],
  ],
  [
    'an unknown operator',
    meta('filtering:\n  fields:\n    - { name: title, operators: [likes] }'),
    [
      `10: endpoints[0].meta.filtering.fields[0].operators[0] is the text 'likes'. Did you mean 'like'?…`,
    ],
  ],
  [
    'an operator of another type',
    meta('filtering:\n  fields:\n    - { name: pages, operators: [ilike] }'),
    [
      `5: endpoints[0].fields.pages: an int has no operator 'ilike'. It has eq, ne, in, nin, isnull, gt, gte, lt, lte, between.`,
    ],
  ],
  [
    'an unknown style',
    meta('pagination: { style: pages }'),
    [
      `8: endpoints[0].meta.pagination.style is the text 'pages'. It may be page_number, cursor, limit_offset.`,
    ],
  ],
  [
    'a page larger than the largest',
    meta('pagination: { page_size: 50, max_page_size: 10 }'),
    ['8: endpoints[0].meta.pagination.max_page_size is 10. Give an integer from 50 to 10000.'],
  ],
  [
    'a page size that is a text',
    meta('pagination: { page_size: "20" }'),
    [`8: endpoints[0].meta.pagination.page_size is the text '20'. Give an integer.`],
  ],
  [
    'an unknown member to show',
    meta('serializer:\n  fields: [titel]'),
    [
      `9: endpoints[0].meta.serializer.fields has "titel", which is no member. Did you mean 'title'? The members are title, pages, notes, id, created_at, updated_at, version.`,
    ],
  ],
  [
    'no member to show',
    meta('serializer:\n  read: []'),
    [
      '9: endpoints[0].meta.serializer.read is empty, so that answers would show nothing. Name a member, or remove it.',
    ],
  ],
  [
    'fields beside read',
    meta('serializer:\n  fields: [title]\n  read: [title]'),
    [
      `8: endpoints[0].meta.serializer has 'fields' beside 'read' or 'write'. Give one or the other.`,
    ],
  ],
  [
    'a filter of what is hidden',
    meta('filtering:\n  fields: [title]\nserializer:\n  read: [pages]'),
    [
      `9: endpoints[0].meta.filtering.fields has 'title', which the serializer hides from reading. Show it, or remove it from 'filtering.fields'.`,
    ],
  ],
  [
    'mistakes everywhere',
    `database: { ulr: x }
endpoints:
  - route: books
    fields:
      title: { type: strr }
  - route: /pens
    fields:
      colour: { type: str, default: 3 }
    meta:
      filtering: { fields: [color] }
      authentication: { permission: IsAdmin }
`,
    [
      `1: database has no 'url'. Give it: sqlite:app.db, postgresql://user@host/name.`,
      `1: database.ulr: there is no such option. Did you mean 'url'?…`,
      `3: endpoints[0].route is the text 'books'. Write a path of letters, digits, '-', '_', '.' and '~' that begins with a slash, e.g. /books.`,
      `5: endpoints[0].fields.title.type is the text 'strr'. Did you mean 'str'?…`,
      `8: endpoints[1].fields.colour: 'default' is no value of the field (Input should be a valid string); give another.`,
      `10: endpoints[1].meta.filtering.fields has "color", which is no member. Did you mean 'colour'? The members are colour, id, created_at, updated_at, version.`,
      `11: endpoints[1].meta.authentication.permission: there is no 'IsAdmin'. Give AllowAny, IsAuthenticated, IsAdminUser, or ./file.js#Export.`,
    ],
  ],
];

describe('a wrong file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lightapi-config-'));
    for (const [name, code] of Object.entries(CODE)) await writeFile(join(directory, name), code);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each(WRONG_FILES)('with %s is told with line and place', async (_what, yaml, expected) => {
    const error = await failure(yaml);

    expect(error.problems.map((problem) => bare(problem))).toEqual(
      expected.map((text) => (text.endsWith('…') ? startingWith(text.slice(0, -1)) : text)),
    );
  });

  it.each(WRONG_FILES)('with %s shows no password and no stack', async (_what, yaml) => {
    const { message } = await failure(yaml);

    expect(message).not.toMatch(/geheim|\n\s+at /);
    expect((await readdir(directory)).sort()).toEqual(['broken.js', 'lightapi.yaml', 'users.js']);
  });

  it('that is not there is told by its path', async () => {
    const missing = join(directory, 'nowhere.yaml');

    const error = await LightApi.fromConfig(missing).catch((thrown: unknown) => thrown);

    expect((error as ConfigurationError).problems).toEqual([
      `${missing} can't be read (ENOENT). Give the path of a file.`,
    ]);
  });

  it('that is a directory is told by its path', async () => {
    const error = await LightApi.fromConfig(directory).catch((thrown: unknown) => thrown);

    expect((error as ConfigurationError).problems).toEqual([
      `${directory} can't be read (EISDIR). Give the path of a file.`,
    ]);
  });

  it.each([
    ['aliases', '- *a\n', 'a: &a x\nb:\n'],
    ['aliases without anchor', '- *b\n', 'b:\n'],
    ['brackets', '[', 'a: '],
    ['lists in lists', '- ', ''],
    ['unknown options', '', ''],
    ['wrong fields', '    x: { typ: str }\n', 'endpoints:\n  - route: /b\n    fields:\n'],
  ])('of nothing but %s is refused in seconds', async (_what, piece, start) => {
    const yaml = start + (piece === '' ? manyKeys() : piece.repeat(250_000 / piece.length));
    const began = performance.now();

    const { problems } = await failure(yaml);

    expect(performance.now() - began).toBeLessThan(15_000);
    expect(problems.length).toBeLessThanOrEqual(100);
  });

  async function failure(yaml: string): Promise<ConfigurationError> {
    const path = join(directory, 'lightapi.yaml');
    await writeFile(path, yaml);
    const error: unknown = await LightApi.fromConfig(path).then(
      () => 'it was accepted',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ConfigurationError;
  }

  function bare(problem: string): string {
    return problem.replaceAll(directory, '<directory>').replace(/^lightapi\.yaml:?/, '');
  }
});

describe('a wrong object', () => {
  it('is told by place, as nobody has seen its lines', async () => {
    const object = { endpoints: [{ route: '/books', fields: { title: { typ: 'str' } } }] };

    const error = await LightApi.fromObject(object).catch((thrown: unknown) => thrown);

    expect((error as ConfigurationError).problems).toEqual([
      `configuration: endpoints[0].fields.title has no 'type'. Give it: what the column holds.`,
      startingWith(
        `configuration: endpoints[0].fields.title.typ: there is no such option. Did you mean 'type'?`,
      ),
    ]);
  });
});

function startingWith(text: string): unknown {
  return expect.stringMatching(new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
}

function manyKeys(): string {
  return Array.from({ length: 20_000 }, (_, at) => `key${at}: 1\n`).join('');
}
