import { HTTP_METHODS } from '../declare/http-method.js';
import { FILTER_OPERATORS } from '../declare/filtering-options.interface.js';
import { COUNT_MODES } from '../declare/pagination-options.interface.js';
import { PAGINATION_STYLE_NAMES } from '../declare/pagination-styles.js';
import { JWT_ALGORITHMS } from '../guard/jwt-options.interface.js';
import { ROUTE } from '../model/endpoint-options.check.js';
import {
  count,
  type JsonSchema,
  listOf,
  listOrObject,
  oneOf,
  only,
  options,
  text,
  textLike,
  truth,
} from './json-schema.js';

const names = (description: string) => listOf(text('The name of a member.'), description);

/** `meta.pagination`, and `defaults.pagination`. */
export const PAGINATION_SCHEMA: JsonSchema = options({
  style: oneOf(PAGINATION_STYLE_NAMES, 'How the collection is cut into pages.'),
  pageSize: count('Rows of a page.'),
  maxPageSize: count('The most rows that ?page_size= or ?limit= may ask for.'),
  count: oneOf(COUNT_MODES, 'How the collection is counted, where its style counts.'),
  maxOffset: count('The most rows that ?page= or ?offset= may leave behind.', 0),
});

const FILTER_FIELD: JsonSchema = {
  type: ['string', 'object'],
  if: { type: 'string' },
  then: text('The name of a member.'),
  else: options(
    {
      name: text('The name of a member.'),
      operators: listOf(oneOf(FILTER_OPERATORS, 'An operator.'), 'The operators it may have.'),
    },
    ['name'],
  ),
};

const FILTERING_SCHEMA: JsonSchema = options({
  backends: listOf(
    text('FieldFilter, SearchFilter, OrderingFilter, or ./file.js#Class.'),
    'What narrows the collection, in this order.',
  ),
  fields: listOf(FILTER_FIELD, 'What ?field= and ?field[operator]= may ask about.'),
  search: names('The members that ?search= looks into.'),
  ordering: names('The members that ?ordering= may name.'),
  strict: truth('A parameter that nothing reads is a 400.'),
});

const SERIALIZER_SCHEMA: JsonSchema = options({
  fields: names('The members that every answer shows.'),
  read: names('The members that GET shows.'),
  write: names('The members that POST, PUT and PATCH show.'),
});

const backend = text('JWTAuthentication, BasicAuthentication, or ./file.js#Class.');
const permission = text('AllowAny, IsAuthenticated, IsAdminUser, or ./file.js#Class.');

export const BACKENDS_SCHEMA: JsonSchema = {
  type: ['string', 'array'],
  if: { type: 'array' },
  then: { items: backend, minItems: 1 },
  else: backend,
};

/** LightAPI has these beside the backend; they hold for all logins. */
const JWT_NAMES = {
  jwtExpiration: count('How long a token is good, in seconds.'),
  jwtExtraClaims: listOf(text('A member.'), 'The members of the user that a token says.'),
  jwtAlgorithm: oneOf(JWT_ALGORITHMS, 'How tokens are signed.'),
};

/** `authentication` of an endpoint, and of `defaults`. */
export const AUTHENTICATION_SCHEMA: JsonSchema = options({
  backend: BACKENDS_SCHEMA,
  permission: {
    type: ['string', 'object'],
    if: { type: 'string' },
    then: permission,
    else: verbs(permission),
  },
  ...JWT_NAMES,
});

/** How often a client may call, in the seed's words. */
export const RATE_LIMITS_SCHEMA: JsonSchema = options({
  requestsPerMinute: count('At most.'),
  requestsPerHour: count('At most.'),
  requestsPerDay: count('At most.'),
});

/** `auth`: how users log in. */
export const LOGIN_SCHEMA: JsonSchema = options(
  {
    authPath: textLike(
      ROUTE.source,
      'Where users log in: {auth_path}/login.',
      'Write a path that begins with a slash, e.g. /auth.',
    ),
    loginValidator: text('./file.js#function, or a class with validate().'),
    ...JWT_NAMES,
    rateLimit: RATE_LIMITS_SCHEMA,
  },
  ['loginValidator'],
);

const METHODS_SCHEMA: JsonSchema = {
  ...listOrObject(
    { items: oneOf(HTTP_METHODS, 'A verb.'), minItems: 1 },
    {
      ...verbs({
        type: ['object', 'null'],
        properties: { authentication: options({ backend: BACKENDS_SCHEMA, permission }) },
        additionalProperties: false,
      }),
      minProperties: 1,
    },
  ),
  description: 'The verbs that are served, perhaps each with its own authentication.',
};

function verbs(each: JsonSchema): JsonSchema {
  return {
    properties: Object.fromEntries(HTTP_METHODS.map((method) => [method, each])),
    additionalProperties: false,
  };
}

/** `endpoints[].meta`. */
export const META_SCHEMA: JsonSchema = options({
  methods: METHODS_SCHEMA,
  authentication: AUTHENTICATION_SCHEMA,
  filtering: FILTERING_SCHEMA,
  pagination: PAGINATION_SCHEMA,
  serializer: SERIALIZER_SCHEMA,
  throttle: RATE_LIMITS_SCHEMA,
  cache: options({ ttl: count('How long an answer may be served again, in seconds.') }),
  middleware: listOf(text('./file.js#Class.'), 'Around the requests of this endpoint.'),
  table: text('The name of the table.'),
  primaryKey: {
    type: ['string', 'array'],
    if: { type: 'string' },
    then: { enum: ['integer', 'uuid'] },
    else: { items: text('The name of a column.'), minItems: 1 },
    description: 'How keys of new rows are made; the columns of the key of a view.',
  },
  versionField: {
    type: ['string', 'boolean'],
    if: { type: 'string' },
    then: { minLength: 1 },
    else: only(
      false,
      'A digest of the row.',
      'Give the name of a column of integers, xmin on PostgreSQL, or false.',
    ),
    description: 'What updates of a reflected table are compared by.',
  },
});
