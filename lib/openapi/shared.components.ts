import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { Header, Parameter, Reference } from './openapi.interface.js';

const text = { type: 'string' } satisfies ValueSchema;
const digits = { type: 'string', pattern: '^\\d+$' } satisfies ValueSchema;

/** The headers of answers. */
export const HEADERS = {
  ETag: {
    description: 'Of this representation, for `If-Match` and `If-None-Match`.',
    schema: text,
  },
  Location: {
    description: 'Where the new resource is.',
    schema: { ...text, format: 'uri-reference' },
  },
  Link: { description: 'The other pages, by `rel`: first, prev, next, last.', schema: text },
  Vary: { description: 'The headers that the answer depends on.', schema: text },
  Age: {
    description: 'For how long the answer has been in the cache, in seconds.',
    schema: digits,
  },
  'Cache-Control': { description: 'How the answer may be kept.', schema: text },
  'Cache-Status': { description: 'Whether the answer came from the cache.', schema: text },
  'Preference-Applied': { description: 'How the resources were counted.', schema: text },
  'X-Results-Truncated': {
    description: 'More resources are there than are shown: this many.',
    schema: digits,
  },
  'X-Request-Id': { description: 'Names the request in the log of the server.', schema: text },
  'Retry-After': { description: 'When to try again, in seconds.', schema: digits },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: text },
  'RateLimit-Limit': { description: 'Requests that a client has.', schema: digits },
  'RateLimit-Remaining': { description: 'Requests that are left.', schema: digits },
  'RateLimit-Reset': { description: 'When there are more, in seconds.', schema: digits },
} as const satisfies Record<string, Header>;

export type HeaderName = keyof typeof HEADERS;

/** References to some of them. */
export function headers(...names: readonly HeaderName[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** An entity tag, or `*`; we read lists of them as well. */
const tags = { type: 'string', pattern: '^(?:\\*|(?:W/)?"[!#-~]*")$' } satisfies ValueSchema;

/** The headers of requests. */
export const PARAMETERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` that the resource must have still; another is answered 412.',
    schema: tags,
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'An `ETag` that is known already: the answer is 304 if it is still the one.',
    schema: tags,
  },
  IfNoneMatchOfWrite: {
    name: 'If-None-Match',
    in: 'header',
    description: 'An `ETag` that the resource must not have; if it is the one, the answer is 412.',
    schema: tags,
  },
  PreferCount: {
    name: 'Prefer',
    in: 'header',
    description: 'How the resources of all pages are counted.',
    schema: { type: 'string', enum: ['count=exact', 'count=estimated', 'count=none'] },
  },
} as const satisfies Record<string, Parameter>;

export function parameter(name: keyof typeof PARAMETERS): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

/** The schemas of errors. */
export const ERROR_SCHEMAS = {
  Error: {
    type: 'object',
    required: ['detail'],
    properties: { detail: text },
  },
  ValidationError: {
    type: 'object',
    required: ['detail'],
    properties: { detail: { type: 'array', items: schema('ValidationErrorEntry') } },
  },
  ValidationErrorEntry: {
    type: 'object',
    required: ['type', 'loc', 'msg', 'input'],
    properties: {
      type: { ...text, description: `A word for programs, e.g. 'missing'.` },
      loc: {
        type: 'array',
        items: { type: ['string', 'integer'] },
        description: 'Where in the body it is.',
      },
      msg: { ...text, description: 'A sentence for people.' },
      input: { description: 'What was sent, cut where it is long.' },
    },
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457, for clients that accept application/problem+json.',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { ...text, format: 'uri-reference' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      errors: { type: 'array', items: schema('ValidationErrorEntry') },
      request_id: text,
    },
  },
} as const satisfies Record<string, ValueSchema>;

/** A reference to a schema. */
export function schema(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
