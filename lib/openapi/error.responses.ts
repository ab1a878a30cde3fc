import { ERROR_SCHEMAS, headers, type HeaderName, schema } from './shared.components.js';
import type { Reference, Response } from './openapi.interface.js';

type ErrorSchema = keyof typeof ERROR_SCHEMAS;

/** They come where requests are counted; what may be kept is said by the login. */
const COUNTED: readonly HeaderName[] = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Cache-Control',
];

const error = (
  description: string,
  more: readonly HeaderName[] = [],
  name: ErrorSchema = 'Error',
): Response => ({
  description,
  headers: headers('X-Request-Id', ...COUNTED, ...more),
  content: {
    'application/json': { schema: schema(name) },
    'application/problem+json': { schema: schema('Problem') },
  },
});

/** What is answered besides success, by status. */
export const ERROR_RESPONSES = {
  304: { description: 'What the client has is still good.' },
  400: error('The request can not be read; `detail` names the place.'),
  401: error('There are no credentials, or wrong ones.', ['WWW-Authenticate']),
  403: error('The caller may not do this.'),
  404: error('There is no such resource, or none that the caller may reach.'),
  409: error(
    'The request conflicts with what is stored: another version, the last there can be, or another row.',
  ),
  412: error('The resource is not the one that `If-Match` names.'),
  413: error('The body is too large.'),
  415: error('The body is no JSON.'),
  422: error('Members are missing or wrong: all of them are told.', [], 'ValidationError'),
  429: error('The client has called too often.', ['Retry-After']),
  503: error('The database can not be reached at the moment.', ['Retry-After']),
  507: error('The database has no number left for a new resource.'),
} as const satisfies Record<number, Response>;

export type ErrorStatus = keyof typeof ERROR_RESPONSES;

/** The names of the components. */
const NAMES: Record<ErrorStatus, string> = {
  304: 'NotModified',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'ContentTooLarge',
  415: 'UnsupportedMediaType',
  422: 'UnprocessableContent',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  507: 'InsufficientStorage',
};

/** All of them, as components. */
export function errorComponents(): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(NAMES).map(([status, name]) => [
      name,
      ERROR_RESPONSES[Number(status) as ErrorStatus],
    ]),
  );
}

/** References to some of them. */
export function errorResponses(statuses: readonly ErrorStatus[]): Record<string, Reference> {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${NAMES[status]}` }]),
  );
}
