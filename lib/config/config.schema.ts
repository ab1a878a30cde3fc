import { QUERY_LIMITS } from '../query/query-limits.interface.js';
import { ROUTE } from '../model/endpoint-options.check.js';
import { JWT_ALGORITHMS } from '../guard/jwt-options.interface.js';
import { FIELD_SCHEMA, REFINED_FIELD_SCHEMA } from './field.schema.js';
import {
  count,
  type JsonSchema,
  listOf,
  oneOf,
  options,
  text,
  textLike,
  truth,
} from './json-schema.js';
import {
  AUTHENTICATION_SCHEMA,
  LOGIN_SCHEMA,
  META_SCHEMA,
  PAGINATION_SCHEMA,
  RATE_LIMITS_SCHEMA,
  BACKENDS_SCHEMA,
} from './meta.schema.js';

const route = textLike(
  ROUTE.source,
  'Where the collection is, e.g. /books.',
  `Write a path of letters, digits, '-', '_', '.' and '~' that begins with a slash, e.g. /books.`,
);

/** Names that are sound as names of columns, of members and of query parameters. */
const FIELD_NAME = '^(?!__proto__$)[\\p{L}_][\\p{L}\\p{N}_]*$';

const FIELDS: JsonSchema = {
  type: 'object',
  propertyNames: { pattern: FIELD_NAME },
  minProperties: 1,
  description: 'The members, by name.',
  examples: [{ title: { type: 'str' } }],
  errorMessage: 'Write letters, digits and underscores.',
};

const DECLARED = {
  route,
  fields: { ...FIELDS, additionalProperties: FIELD_SCHEMA },
  reflect: {
    enum: [false, true, 'partial', 'full'],
    description:
      'Whether the members are the columns of a table that is there; partial adds fields to it.',
  },
  meta: META_SCHEMA,
};

/** What narrows a column has its type. */
const REFLECTED = {
  ...DECLARED,
  fields: { ...FIELDS, additionalProperties: REFINED_FIELD_SCHEMA },
};

const DECLARED_ENDPOINT: JsonSchema = {
  if: { required: ['reflect'], properties: { reflect: { not: { const: false } } } },
  then: options(REFLECTED, ['route']),
  else: options(DECLARED, ['route', 'fields']),
};

const CLASS_ENDPOINT: JsonSchema = options(
  {
    path: route,
    class: text('The class: ./file.js#Export, from the directory of this file.'),
  },
  ['path', 'class'],
);

const ENDPOINT: JsonSchema = {
  type: 'object',
  examples: [{ route: '/books', fields: { title: { type: 'str' } } }],
  if: { required: ['class'] },
  then: CLASS_ENDPOINT,
  else: DECLARED_ENDPOINT,
};

const JWT_SCHEMA: JsonSchema = options({
  secret: text('Best a variable: ${LIGHTAPI_JWT_SECRET}.'),
  publicKey: text('PEM, of the party that signs.'),
  jwksUrl: text('Where the party that signs publishes its keys.'),
  algorithms: listOf(oneOf(JWT_ALGORITHMS, 'An algorithm.'), 'Those that are accepted.'),
  issuer: text('The iss that tokens must have.'),
  audience: text('The aud that tokens must have.'),
  leeway: count('Seconds by which clocks may differ.', 0),
});

const OPEN_API_SCHEMA: JsonSchema = {
  type: ['boolean', 'object'],
  description: 'The document of the API, and a page that shows it.',
  if: { type: 'object' },
  then: options({
    path: text('Of the page.'),
    documentPath: text('Of the document, without .json and .yaml.'),
    ui: truth('Whether there is the page.'),
    title: text('Of the API.'),
    version: text('Of the API.'),
    description: text('Markdown.'),
    license: options(
      {
        name: text('Of the licence.'),
        identifier: text('Of SPDX, e.g. MIT.'),
        url: text('Where its text is.'),
      },
      ['name'],
    ),
    authentication: options({
      backend: BACKENDS_SCHEMA,
      permission: text('AllowAny, IsAuthenticated, IsAdminUser, or ./file.js#Class.'),
    }),
  }),
};

/** The declarative file, as the design's section 3 has it. */
export const CONFIG_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'nestjs-lightapi configuration',
  ...options(
    {
      database: {
        ...options({ url: text('sqlite:app.db, postgresql://user@host/name.') }, ['url']),
        examples: [{ url: 'sqlite:app.db' }],
      },
      databaseUrl: text('As database.url.'),
      databaseWait: count('Seconds for which the start waits for the database.', 0),
      replicas: options({
        urls: listOf(text('postgresql://user@host/name.'), 'Copies of the database, for GET.'),
        lag: count('Seconds by which a copy may lag behind.', 0),
      }),
      trustProxy: listOf(
        text('An address or a network, e.g. 10.0.0.0/8.'),
        'Proxies whose X-Forwarded headers are believed.',
      ),
      corsOrigins: listOf(
        text('An origin, e.g. https://app.example.com.'),
        'Who may call from a browser.',
      ),
      defaults: options({
        authentication: AUTHENTICATION_SCHEMA,
        pagination: PAGINATION_SCHEMA,
      }),
      middleware: listOf(
        text('CORSMiddleware, or ./file.js#Class.'),
        'Around every request, in this order.',
      ),
      backgroundTimeout: count('How long a shutdown waits for background work, in milliseconds.'),
      auth: LOGIN_SCHEMA,
      jwt: JWT_SCHEMA,
      throttle: RATE_LIMITS_SCHEMA,
      redis: options(
        {
          url: textLike(
            '^rediss?://',
            'redis://localhost:6379, or rediss:// for TLS.',
            'Write redis://host:6379, or rediss:// for TLS.',
          ),
          prefix: text('What tells the cached answers of this API from those of others.'),
          timeout: count('How long a request waits for Redis, in milliseconds.'),
        },
        ['url'],
      ),
      mode: oneOf(['sync', 'async'], 'Of LightAPI; without meaning here.'),
      schema: oneOf(['create', 'update', 'none'], 'What may be done to the database at start.'),
      unknownMembers: oneOf(['ignore', 'reject'], 'What happens to members that are not declared.'),
      maxResults: count('The most rows of a collection without pagination.'),
      queryLimits: options(
        Object.fromEntries(Object.keys(QUERY_LIMITS).map((name) => [name, count('At most.')])),
      ),
      publicUrl: text('Where clients see the root, for links between pages.'),
      cursorSecret: text('What cursors are sealed with.'),
      openapi: OPEN_API_SCHEMA,
      endpoints: { ...listOf(ENDPOINT, 'What is served.'), minItems: 1 },
    },
    ['endpoints'],
  ),
};
