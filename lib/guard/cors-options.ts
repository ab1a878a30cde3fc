import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyRequest } from 'fastify';

import { shownValue } from '../model/shown-value.js';

/** What scripts may read beside the body. */
const EXPOSED = [
  'ETag',
  'Link',
  'Location',
  'Allow',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Results-Truncated',
  'Preference-Applied',
  'WWW-Authenticate',
  'X-Request-Id',
  'Cache-Status',
  'Age',
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** How long browsers may remember a preflight, in seconds. */
const MAX_AGE = 600;

const ANY = '*';

const OWN_SCHEME = /^[a-z][a-z\d+.-]*:\/\/[\w.-]+(?::\d+)?$/;

/** Gives the options of `@fastify/cors` for one request. */
export type CorsDelegate = (
  request: FastifyRequest,
  done: (error: null, options: object) => void,
) => void;

/**
 * Scripts of exactly these origins may call; others get no header at all. With `*` everybody's may,
 * but without the user's cookies and passwords.
 */
export function corsDelegate(origins: readonly string[]): CorsDelegate {
  return (request, done) => {
    done(null, corsOptions(origins, request.headers));
  };
}

/** What holds for one request, as `@fastify/cors` takes it. */
export function corsOptions(origins: readonly string[], headers: IncomingHttpHeaders) {
  return {
    origin: allowed(origins, headers.origin),
    credentials: !origins.includes(ANY),
    methods: METHODS,
    exposedHeaders: EXPOSED,
    maxAge: MAX_AGE,
    // Any other OPTIONS is for the resource itself to answer.
    preflight: headers['access-control-request-method'] !== undefined,
  };
}

/** What is wrong with `corsOrigins`. */
export function corsProblems(origins: unknown): string[] {
  if (origins === undefined) return [];
  if (!Array.isArray(origins)) return [`'corsOrigins' is no list. Give origins, or ['*'].`];
  return origins
    .filter((origin) => origin !== ANY && !isOrigin(origin))
    .map(
      (origin) =>
        `'corsOrigins' has ${shownValue(origin)}. Give an origin as browsers send it: scheme, host and port, e.g. 'https://app.example.com'.`,
    );
}

function allowed(origins: readonly string[], origin: string | undefined): boolean | string {
  if (origins.includes(ANY)) return ANY;
  return origin !== undefined && origins.includes(origin);
}

/** Applications have schemes of their own, e.g. `capacitor://localhost`, of which URL knows no origin. */
function isOrigin(origin: unknown): boolean {
  if (typeof origin !== 'string' || origin.includes(ANY)) return false;
  const known = URL.parse(origin)?.origin;
  return known === 'null' ? OWN_SCHEME.test(origin) : known === origin;
}
