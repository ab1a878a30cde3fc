import fc from 'fast-check';

import { type FuzzRoute, type FuzzTarget } from './fuzz-target.js';
import { hostileObject, ODD_BODIES } from './hostile-body.js';
import { hostileHeaders } from './hostile-headers.js';
import { hostileParameter } from './hostile-values.js';

/** How the bytes of a body are told. */
type Framing = 'length' | 'chunked' | 'short' | 'long' | 'cut' | 'none';

/** A request before it is bytes. */
export interface HostileRequest {
  readonly route: FuzzRoute;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | undefined;
  readonly framing: Framing;
  /** Who calls: an index of tokens. */
  readonly caller: number;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const ODD_METHODS = ['TRACE', 'CONNECT', 'PROPFIND', 'BREW', 'get', 'G ET', '', 'PURGE', 'QUERY'];
const OPERATORS = ['', '[eq]', '[ne]', '[in]', '[gte]', '[between]', '[like]', '[contains]'];
const ODD_OPERATORS = ['[$ne]', '[]', '[__proto__]', '[constructor]', '__gte', '[isnull]', '[[]'];
const PARAMETERS = ['search', 'ordering', 'page', 'page_size', 'cursor', 'fields', 'limit', 'id'];
const PROTOTYPE = ['__proto__', 'constructor', 'toString', 'then', '$where', 'password_hash'];

const caller = fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3);

/** Requests to all routes of a target: bodies, queries, ids, headers, and bytes that are no HTTP. */
export function hostileRequest(target: FuzzTarget): fc.Arbitrary<HostileRequest> {
  return fc
    .constantFrom(...target.routes)
    .chain((route) =>
      fc.oneof(
        { weight: 40, arbitrary: write(route) },
        { weight: 25, arbitrary: read(route) },
        { weight: 10, arbitrary: oddVerb(route) },
        { weight: 10, arbitrary: withHeaders(route) },
        { weight: 15, arbitrary: oddBody(route) },
      ),
    );
}

function write(route: FuzzRoute): fc.Arbitrary<HostileRequest> {
  return request(route, {
    method: fc.constantFrom('POST', 'POST', 'PATCH', 'PUT'),
    body: hostileObject(route),
  });
}

function read(route: FuzzRoute): fc.Arbitrary<HostileRequest> {
  return request(route, {
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
    query: query(route),
  });
}

function oddVerb(route: FuzzRoute): fc.Arbitrary<HostileRequest> {
  return request(route, {
    method: fc.constantFrom(...METHODS, ...ODD_METHODS),
    id: fc.oneof(id(route), hostileParameter),
    query: query(route),
  });
}

function withHeaders(route: FuzzRoute): fc.Arbitrary<HostileRequest> {
  return request(route, {
    method: fc.constantFrom(...METHODS),
    body: hostileObject(route),
    headers: hostileHeaders,
  });
}

function oddBody(route: FuzzRoute): fc.Arbitrary<HostileRequest> {
  return request(route, {
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
    body: fc.oneof(fc.constantFrom(...ODD_BODIES), hostileObject(route)),
    framing: fc.constantFrom<Framing[]>('length', 'chunked', 'short', 'long', 'cut', 'none'),
    headers: fc.constantFrom<[string, string][][]>(
      [],
      [['content-encoding', 'gzip']],
      [['content-encoding', 'br']],
      [['content-encoding', 'deflate, gzip']],
      [['transfer-encoding', 'gzip, chunked']],
    ),
  });
}

interface Parts {
  readonly method: fc.Arbitrary<string>;
  readonly id?: fc.Arbitrary<string>;
  readonly query?: fc.Arbitrary<string>;
  readonly body?: fc.Arbitrary<Buffer>;
  readonly framing?: fc.Arbitrary<Framing>;
  readonly headers?: fc.Arbitrary<[string, string][]>;
}

function request(route: FuzzRoute, parts: Parts): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      method: parts.method,
      id: parts.id ?? id(route),
      query: parts.query ?? fc.constant(''),
      body: parts.body ?? fc.constant(undefined),
      framing: parts.framing ?? fc.constant<Framing>('length'),
      headers: parts.headers ?? fc.constant([]),
      ofRow: fc.boolean(),
      caller,
    })
    .map(({ id, query, ofRow, ...rest }) => ({
      ...rest,
      route,
      path: `${route.path}${ofRow && rest.method !== 'POST' ? `/${id}` : ''}${query}`,
    }));
}

function id(route: FuzzRoute): fc.Arbitrary<string> {
  const known = route.ids ?? Array.from({ length: 40 }, (_, at) => String(at + 1));
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, hostileParameter);
}

function query(route: FuzzRoute): fc.Arbitrary<string> {
  const name = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...Object.keys(route.members)),
        fc.constantFrom(...OPERATORS, ...ODD_OPERATORS),
      )
      .map((pair) => pair.join('')),
    fc.constantFrom(...PARAMETERS),
    fc.constantFrom(...PROTOTYPE),
    hostileParameter,
  );
  const value = fc.oneof(
    hostileParameter,
    fc.constantFrom(...Object.keys(route.members), '1', '2', '-id', '1000000'),
  );
  return fc
    .array(fc.tuple(name, value), { minLength: 1, maxLength: 4 })
    .map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`);
}
