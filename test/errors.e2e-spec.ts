import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, type LightApiRequest, RestEndpoint } from '../lib/index.js';
import type { ApiAnswer } from './support/api-client.js';
import { SERVERS, startApi, type TestApi, type TestServer } from './support/servers.js';

/** What no answer may tell: stacks, SQL, paths, the names of what is underneath. */
const SECRETS =
  /node_modules|\.[jt]s\b|\n\s+at |\b(?:select|insert|update|delete|from|values|constraint)\b.*\berror_|sqlite|postgres|mikro|fastify|nest|FST_|Error:/i;

@Endpoint('/members', { table: 'error_members' })
class Member extends RestEndpoint {
  @Field({ type: 'string', unique: true, minLength: 2, maxLength: 20 })
  name!: string;

  @Field({ type: 'int', ge: 0, optional: true })
  age?: number | null;

  @Field({ type: 'string', optional: true })
  club?: string | null;

  override scope(request: LightApiRequest) {
    const { club } = request.headers;
    return typeof club === 'string' ? { club } : {};
  }
}

@Endpoint('/loans', { methods: ['GET', 'POST'], table: 'error_loans' })
class Loan extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Member })
  member_id!: number;
}

/** A request and the error that answers it; the rows 1 (lent to) and 2 exist. */
interface ErrorCase {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly detail: unknown;
}

const NOT_JSON = 'the body is not valid JSON';
const WRONG_TYPE = 'the body has to be application/json';
const POST = { method: 'POST', path: '/members' } as const;
const PATCH = { method: 'PATCH', path: '/members/1' } as const;
const NOT_FOUND = { status: 404, detail: 'not found' } as const;

const UNREADABLE: readonly ErrorCase[] = [
  {
    name: 'half an object',
    ...POST,
    body: '{"name":',
    status: 400,
    detail: `${NOT_JSON}, as it ends too early`,
  },
  {
    name: 'a word',
    ...POST,
    body: 'name',
    status: 400,
    detail: `${NOT_JSON}, as 'a' stands where it can't`,
  },
  {
    name: 'a comma too many',
    ...POST,
    body: '{"name":"Jo",}',
    status: 400,
    detail: `${NOT_JSON}, at line 1, column 14`,
  },
  {
    name: 'single quotes',
    ...PATCH,
    body: "{'name':'Jo'}",
    status: 400,
    detail: `${NOT_JSON}, at line 1, column 2`,
  },
  {
    name: 'NaN',
    ...POST,
    body: '{"age":NaN}',
    status: 400,
    detail: `${NOT_JSON}, as 'N' stands where it can't`,
  },
  { name: 'nothing', ...POST, body: '', status: 400, detail: 'the body is empty' },
  {
    name: 'a prototype',
    ...POST,
    body: '{"__proto__":{}}',
    status: 400,
    detail: `the body has a member '__proto__' or 'constructor.prototype'`,
  },
  {
    name: 'bad percent-encoding',
    method: 'GET',
    path: '/members/%zz',
    status: 400,
    detail: 'the path is not percent-encoded correctly',
  },
  {
    name: 'a broken If-Match',
    ...PATCH,
    body: {},
    headers: { 'if-match': '1' },
    status: 400,
    detail: 'If-Match: a list of at most 32 entity tags was expected, e.g. "3", or *',
  },
  {
    name: 'a body of 2 MiB',
    ...POST,
    body: `"${'x'.repeat(2 << 20)}"`,
    status: 413,
    detail: 'the body is too large',
  },
  {
    name: 'a form',
    ...POST,
    body: 'name=Jo',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    detail: WRONG_TYPE,
  },
  {
    name: 'plain text',
    ...POST,
    body: '{"name":"Jo"}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    detail: WRONG_TYPE,
  },
  {
    name: 'XML',
    ...PATCH,
    body: '<name>Jo</name>',
    headers: { 'content-type': 'application/xml' },
    status: 415,
    detail: WRONG_TYPE,
  },
  {
    name: 'multipart',
    ...POST,
    body: '--x--',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 415,
    detail: WRONG_TYPE,
  },
  {
    name: 'no media type at all',
    ...POST,
    body: '{}',
    headers: { 'content-type': 'json' },
    status: 415,
    detail: WRONG_TYPE,
  },
];

const ABSENT: readonly ErrorCase[] = [
  { name: 'an id of no row', method: 'GET', path: '/members/987654', ...NOT_FOUND },
  { name: 'an id that no row can have', method: 'GET', path: '/members/abc', ...NOT_FOUND },
  {
    name: 'a change of no row',
    method: 'PATCH',
    path: '/members/987654',
    body: { version: 1 },
    ...NOT_FOUND,
  },
  { name: 'a removal of no row', method: 'DELETE', path: '/members/987654', ...NOT_FOUND },
  { name: 'a path that leads nowhere', method: 'GET', path: '/nowhere?x=secret', ...NOT_FOUND },
  { name: 'a path below a resource', method: 'GET', path: '/members/1/loans', ...NOT_FOUND },
  { name: 'a POST that leads nowhere', method: 'POST', path: '/nowhere', body: {}, ...NOT_FOUND },
  {
    name: 'a row out of scope',
    method: 'GET',
    path: '/members/1',
    headers: { club: 'chess' },
    ...NOT_FOUND,
  },
  {
    name: 'a change out of scope',
    ...PATCH,
    body: { version: 1 },
    headers: { club: 'chess' },
    ...NOT_FOUND,
  },
  {
    name: 'a removal out of scope',
    method: 'DELETE',
    path: '/members/2',
    headers: { club: 'chess' },
    ...NOT_FOUND,
  },
  {
    name: 'a verb that is not registered',
    method: 'PATCH',
    path: '/loans/1',
    body: {},
    status: 405,
    detail: 'Method Not Allowed. Allowed: GET',
  },
];

const WRONG: readonly ErrorCase[] = [
  {
    name: 'a missing member',
    ...POST,
    body: {},
    status: 422,
    detail: [{ type: 'missing', loc: ['name'], msg: 'Field required', input: null }],
  },
  {
    name: 'null for a required member',
    ...POST,
    body: { name: null },
    status: 422,
    detail: [{ type: 'not_null', loc: ['name'], msg: 'Input should not be null', input: null }],
  },
  {
    name: 'all wrong members at once, in declaration order',
    ...POST,
    body: { club: 1, age: -1, name: 'J' },
    status: 422,
    detail: [
      {
        type: 'string_too_short',
        loc: ['name'],
        msg: 'String should have at least 2 characters',
        input: 'J',
      },
      {
        type: 'greater_than_equal',
        loc: ['age'],
        msg: 'Input should be greater than or equal to 0',
        input: -1,
      },
      { type: 'string_type', loc: ['club'], msg: 'Input should be a valid string', input: 1 },
    ],
  },
  {
    name: 'a wrong member of a change',
    ...PATCH,
    body: { age: 'old', version: 1 },
    status: 422,
    detail: [
      { type: 'int_type', loc: ['age'], msg: 'Input should be a valid integer', input: 'old' },
    ],
  },
  {
    name: 'no version',
    ...PATCH,
    body: { age: 3 },
    status: 422,
    detail: [{ type: 'missing', loc: ['version'], msg: 'Field required', input: null }],
  },
  {
    name: 'a version that is no integer',
    ...PATCH,
    body: { version: '1' },
    status: 422,
    detail: [
      { type: 'int_type', loc: ['version'], msg: 'Input should be a valid integer', input: '1' },
    ],
  },
  {
    name: 'a list',
    ...POST,
    body: [],
    status: 422,
    detail: [{ type: 'object_type', loc: [], msg: 'Input should be a valid object', input: null }],
  },
  {
    name: 'a long text, cut in the answer',
    ...POST,
    body: { name: 'x'.repeat(1000) },
    status: 422,
    detail: [
      {
        type: 'string_too_long',
        loc: ['name'],
        msg: 'String should have at most 20 characters',
        input: `${'x'.repeat(100)}…`,
      },
    ],
  },
];

const REFUSED: readonly ErrorCase[] = [
  {
    name: 'a stale version',
    ...PATCH,
    body: { version: 9 },
    status: 409,
    detail: 'version conflict',
  },
  {
    name: 'a stale If-Match',
    ...PATCH,
    body: {},
    headers: { 'if-match': '"9"' },
    status: 412,
    detail: 'precondition failed',
  },
  {
    name: 'a name that is taken',
    ...POST,
    body: { name: 'Jane' },
    status: 409,
    detail: 'another row has the same name',
  },
  {
    name: 'a removal of a row that others refer to',
    method: 'DELETE',
    path: '/members/1',
    status: 409,
    detail: 'other rows refer to this one: error_loans.member_id',
  },
  {
    name: 'a row made out of scope',
    ...POST,
    body: { name: 'Zoe', club: 'golf' },
    headers: { club: 'chess' },
    status: 403,
    detail: 'You do not have permission to perform this action.',
  },
  {
    name: 'a row moved out of scope',
    method: 'PATCH',
    path: '/members/2',
    body: { club: 'golf', version: 1 },
    headers: { club: 'tennis' },
    status: 403,
    detail: 'You do not have permission to perform this action.',
  },
];

const CASES = [...UNREADABLE, ...ABSENT, ...WRONG, ...REFUSED];

describe.each(SERVERS)('an error on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Member, Loan] });
      await api.post('/members', { name: 'Jane' });
      await api.post('/members', { name: 'Ann', club: 'tennis' });
      await api.post('/loans', { member_id: 1 });
    });
    afterAll(async () => {
      await api.stop();
    });

    function send(error: ErrorCase, accept?: string): Promise<ApiAnswer> {
      const { method, path, body } = error;
      const headers = { ...error.headers, ...(accept !== undefined && { accept }) };
      return api.send(method, path, { body, headers });
    }

    it.each(CASES)('$status: $name', async (error) => {
      const answer = await send(error);

      expect(answer.json).toEqual({ detail: error.detail });
      expect(answer.status).toBe(error.status);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('etag')).toBeNull();
    });

    it.each([
      ['APPLICATION/PROBLEM+JSON', 'application/problem+json'],
      ['application/json, application/problem+json', 'application/problem+json'],
      ['application/json, application/problem+json; q=0.5', 'application/json'],
      ['application/problem+jsonx', 'application/json'],
      ['text/html;x="application/problem+json"', 'application/json'],
      ['application/problem+json;q=0', 'application/json'],
      ['application/problem+json; q=0.000, */*', 'application/json'],
    ])('for Accept: %s as %s', async (accept, type) => {
      const answer = await send(CASES[0]!, accept);

      expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    });

    it.each(CASES)('$status as a problem of RFC 9457: $name', async (error) => {
      const answer = await send(error, 'application/problem+json, */*;q=0.1');

      const { title, ...problem } = answer.json as { title: string };
      expect(answer.status).toBe(error.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(title).toMatch(/^[A-Z][A-Za-z ]+$/);
      expect(problem).toEqual({
        type: 'about:blank',
        status: error.status,
        request_id: answer.headers.get('x-request-id'),
        ...told(error.detail),
      });
    });

    it.each(CASES)('$status tells nothing of the inside: $name', async (error) => {
      const answer = await send(error);

      expect(answer.text).not.toMatch(SECRETS);
      expect(answer.headers.get('x-powered-by')).toBeNull();
    });

    it('for a reference to a row that is missing tells where', async () => {
      const answer = await api.post('/loans', { member_id: 987_654 });

      expect(answer.status).toBe(422);
      expect(answer.json).toEqual({
        detail: [{ ...answer.json.detail[0], loc: ['member_id'], input: 987_654 }],
      });
      expect(answer.text).not.toMatch(SECRETS);
    });

    it('for a verb that is not registered tells which are, also by a header', async () => {
      const answer = await api.delete('/loans');

      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
      expect(answer.json).toEqual({ detail: 'Method Not Allowed. Allowed: GET, POST' });
    });

    it('has no body where HEAD is asked', async () => {
      const answer = await api.send('HEAD', '/members/987654');

      expect(answer).toMatchObject({ status: 404, text: '' });
    });

    it.each(['POST', 'PATCH', 'PUT'])('answers %s of an empty body', async (method) => {
      const path = method === 'POST' ? '/members' : '/members/1';

      const answer = await api.send(method, path, { body: '' });

      expect([400, 422]).toContain(answer.status);
      expect(answer.json).toHaveProperty('detail');
    });

    it('leaves all rows as they were', async () => {
      const { results } = (await api.get('/members')).json as { results: object[] };

      expect(results).toMatchObject([
        { id: 1, name: 'Jane', club: null, version: 1 },
        { id: 2, name: 'Ann', club: 'tennis', version: 1 },
      ]);
    });
  });
});

function told(detail: unknown): object {
  return typeof detail === 'string'
    ? { detail }
    : { detail: 'Some members are wrong.', errors: detail };
}

/** Another program that writes, and gives way when it is told. */
type Locker = (url: string) => Promise<() => Promise<void>>;

const LOCKERS: Record<TestServer['name'], Locker> = {
  SQLite: (url) => {
    const database = new Sqlite(url.slice('sqlite:'.length)).exec('begin immediate');
    return Promise.resolve(() => Promise.resolve(void database.close()));
  },
  PostgreSQL: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('begin; select * from error_members for update');
    return () => client.end();
  },
};

describe.each(SERVERS)('a row that another program has locked on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    let unlock: () => Promise<void>;
    beforeAll(async () => {
      const database = await server.create();
      const create = () => Promise.resolve(database);
      api = await startApi({ ...server, create }, { endpoints: [Member, Loan] });
      await api.post('/members', { name: 'Jane' });
      unlock = await LOCKERS[server.name](database.url);
    });
    afterAll(async () => {
      await api.stop();
    });

    it('can be read', async () => {
      const answer = await api.get('/members/1');

      expect(answer.status).toBe(200);
    });

    it('is answered 503 where it is to be changed, and can be changed later', async () => {
      const late = await api.patch('/members/1', { age: 1, version: 1 });
      await unlock();
      const again = await api.patch('/members/1', { age: 1, version: 1 });

      expect(late.status).toBe(503);
      expect(late.headers.get('retry-after')).toBe('1');
      expect(late.json).toEqual({ detail: 'the database is not available at the moment' });
      expect(again.status).toBe(200);
    });
  });
});
