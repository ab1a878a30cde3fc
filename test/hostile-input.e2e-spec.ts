import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../lib/index.js';
import { SERVERS, startApi, type TestApi } from './support/servers.js';

const DEEP = 100_000;
const WIDE = 40_000;

@Endpoint('/items', { table: 'hostile_items' })
class Item extends RestEndpoint {
  @Field({ type: 'text' })
  name!: string;

  @Field({ type: 'json', optional: true })
  data?: unknown;
}

const IDS = [
  ...['0', '-1', '-0', '+1', '1.5', '1.0', '01', '1e0', '0x1', '0b1', '1_0', 'abc', 'null', 'NaN'],
  ...['2147483648', '9007199254740993', '18446744073709551616', '9'.repeat(90), '1'.repeat(5000)],
  ...['%00', '1%00', '%20', '%201', '1%20', '1%0A', '%F0%9F%98%80', '%D9%A1', '1%2F2', '..%2F1'],
  ...['1;drop table hostile_items', "1'--", '1 or 1=1', '{"$ne":1}', '[1]', 'true', '__proto__'],
  ...['constructor', 'toString', '1,2', '*', '%252e', 'a'.repeat(60_000).slice(0, 7000)],
];

/** JSON texts that are no object. */
const NO_OBJECTS = [
  '[]',
  '[{"name":"a","version":1}]',
  '"name"',
  '1',
  '0',
  'true',
  'false',
  'null',
];

const VERSIONS = ['"1"', '[1]', '{"a":1}', '{"$gt":0}', 'true', '1.5', '""', 'null', '1e400'];

const STALE_VERSIONS = ['-1', '0', '2', '2147483648', '9007199254740993', '1e300', '-1e300'];

const PAYLOADS = [
  `'; drop table hostile_items; --`,
  `" or ""="`,
  `1; select pg_sleep(10)`,
  `\\'; delete from hostile_items; --`,
  `$1 ? :name @p1 %s {0} \${7*7} {{7*7}}`,
  `?`,
  `<script>alert(1)</script>`,
  `../../etc/passwd`,
  `\r\nset-cookie: a=b`,
  `{"$ne":null}`,
  `__proto__`,
  `undefined`,
  `\u202e\u200b\ufeff`,
];

describe.each(SERVERS)('hostile input on $name', (server) => {
  describe.skipIf(server.missing)(server.missing ?? 'over HTTP', () => {
    let api: TestApi;
    beforeAll(async () => {
      api = await startApi(server, { endpoints: [Item] });
      await api.post('/items', { name: 'first' });
    });
    afterEach(async () => {
      expect((await api.get('/items/1')).json).toMatchObject({ name: 'first', version: 1 });
    });
    afterAll(async () => {
      await api.stop();
    });

    describe.each(named(IDS))('as the id $shown', ({ value }) => {
      it.each([
        ['GET', undefined],
        ['PUT', { name: 'x', version: 1 }],
        ['PATCH', { version: 1 }],
        ['DELETE', undefined],
      ])('finds nothing by %s', async (method, body) => {
        const answer = await api.send(method, `/items/${value}`, { body });

        expect([404, 414, 431]).toContain(answer.status);
        expect(answer.json).toHaveProperty('detail');
      });
    });

    describe.each(NO_OBJECTS)('as the body %s', (body) => {
      it.each([
        ['POST', '/items'],
        ['PUT', '/items/1'],
        ['PATCH', '/items/1'],
      ])('is refused with 422 by %s', async (method, path) => {
        const answer = await api.send(method, path, { body });

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toContainEqual(
          expect.objectContaining({ type: 'object_type', loc: [] }),
        );
      });
    });

    describe('as a version', () => {
      it.each(VERSIONS)('is refused with 422: %s', async (version) => {
        const answer = await api.patch('/items/1', `{"name":"x","version":${version}}`);

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toEqual([expect.objectContaining({ loc: ['version'] })]);
      });

      it.each(STALE_VERSIONS)('conflicts with the stored one: %s', async (version) => {
        const answer = await api.patch('/items/1', `{"name":"x","version":${version}}`);

        expect(answer).toMatchObject({ status: 409, json: { detail: 'version conflict' } });
      });

      it.each(['"0"', '"2147483648"', '"99999999999999999999"', '"-1"', '"1e0"'])(
        'in If-Match fails: %s',
        async (tag) => {
          const answer = await api.patch('/items/1', { name: 'x' }, { 'if-match': tag });

          expect(answer.status).toBe(412);
        },
      );
    });

    describe('as a name of a member', () => {
      it.each([
        `{"name":"a","__proto__":{"admin":true}}`,
        `{"name":"a","data":{"__proto__":{"admin":true}}}`,
        String.raw`{"name":"a","\u005f_proto__":{"admin":true}}`,
        `{"name":"a","constructor":{"prototype":{"admin":true}}}`,
      ])('changes no prototype: %s', async (body) => {
        const answer = await api.post('/items', body);

        expect(answer.status).toBe(400);
        expect(answer.json).toHaveProperty('detail');
        expect({}).not.toHaveProperty('admin');
      });

      it.each([
        'constructor',
        'toString',
        'hasOwnProperty',
        'toJSON',
        'then',
        '',
        'id; drop table',
      ])('is no declared one: %j', async (name) => {
        const answer = await api.post('/items', { name: 'a', [name]: 'x' });

        expect(answer.status).toBe(201);
        expect(Object.keys(answer.json as object)).toEqual([
          ...['name', 'data', 'id', 'created_at', 'updated_at', 'version'],
        ]);
      });

      it('is not found in a prototype', async () => {
        const answer = await api.post('/items', '{"constructor":"x","toString":"y"}');

        expect(answer.status).toBe(422);
        expect(answer.json.detail).toEqual([expect.objectContaining({ loc: ['name'] })]);
      });

      it('counts once, with its last value, where it comes twice', async () => {
        const answer = await api.post('/items', '{"name":"a","name":"b"}');

        expect(answer).toMatchObject({ status: 201, json: { name: 'b' } });
      });
    });

    describe('that is deep or wide', () => {
      it.each([
        ['lists', '['.repeat(DEEP) + ']'.repeat(DEEP)],
        ['lists without end', '['.repeat(DEEP)],
        ['objects', '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)],
        ['lists in a member', `{"name":"a","data":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`],
        ['objects in a text member', `{"name":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`],
        ['objects in an unknown member', `{"x":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`],
      ])('is refused: 100,000 %s', async (_what, body) => {
        const answer = await api.post('/items', body);

        expect([400, 422]).toContain(answer.status);
        expect(answer.text.length).toBeLessThan(1000);
      });

      it('is ignored as far as nobody declared it', async () => {
        const wide = Object.fromEntries(Array.from({ length: WIDE }, (_, at) => [`m${at}`, at]));

        const answer = await api.post('/items', { ...wide, name: 'wide' });

        expect(answer).toMatchObject({ status: 201, json: { name: 'wide', data: null } });
      });

      it('is kept as it is where it is JSON', async () => {
        const data = Object.fromEntries(Array.from({ length: WIDE }, (_, at) => [`m${at}`, at]));

        const answer = await api.post('/items', { name: 'wide', data });

        expect(answer.status).toBe(201);
        expect(answer.json.data).toEqual(data);
      });
    });

    describe('as a value', () => {
      it.each(PAYLOADS)('is stored and read as it is: %j', async (payload) => {
        const body = { name: payload, data: { [`k ${payload}`]: [payload] } };

        const created = await api.post('/items', body);
        const read = await api.get(created.headers.get('location') ?? '');

        expect(created.status).toBe(201);
        expect(read.json).toMatchObject(body);
        expect(read.headers.get('set-cookie')).toBeNull();
      });

      it.each(PAYLOADS)('is no part of a query: %j', async (payload) => {
        const query = encodeURIComponent(payload);

        const answer = await api.get(`/items?name=${query}&${query}=1&__proto__[a]=${query}`);

        expect([200, 400]).toContain(answer.status);
      });
    });

    describe('below HTTP', () => {
      const JSON_TYPE = 'content-type: application/json';

      it.each([
        ['a verb that does not exist', 'BREW /items HTTP/1.1\r\nhost: a\r\n\r\n', /^HTTP\/1.1 4/],
        ['a tunnel', 'CONNECT evil.example:80 HTTP/1.1\r\nhost: a\r\n\r\n', / 400 /],
        [
          'an expectation of something else',
          'GET /items HTTP/1.1\r\nhost: a\r\nexpect: a pony\r\n\r\n',
          / 417 /,
        ],
        ['a line that is no request', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
        ['bytes that are no text', '\x00\x01\x02\xff\r\n\r\n', /^HTTP\/1.1 400 /],
        ['a header without end', `GET /items HTTP/1.1\r\nx: ${'a'.repeat(40_000)}`, / 431 /],
        ['a header without name', 'GET /items/1 HTTP/1.1\r\nhost: a\r\n: b\r\n\r\n', / 400 /],
        ['a length that is none', post(`${JSON_TYPE}\r\ncontent-length: x`, '{}'), / 400 /],
        ['a negative length', post(`${JSON_TYPE}\r\ncontent-length: -1`, '{}'), / 400 /],
        [
          'two lengths',
          post(`${JSON_TYPE}\r\ncontent-length: 2\r\ncontent-length: 3`, '{}'),
          / 400 /,
        ],
        ['a huge length', post(`${JSON_TYPE}\r\ncontent-length: 99999999999`, '{}'), / 413 /],
        [
          'a length beside chunks',
          post(`${JSON_TYPE}\r\ncontent-length: 2\r\ntransfer-encoding: chunked`, '{}'),
          / 400 /,
        ],
        [
          'a chunk that is none',
          post(`${JSON_TYPE}\r\ntransfer-encoding: chunked`, 'zz\r\n{}\r\n0\r\n\r\n'),
          / 400 /,
        ],
      ])('%s gets a 4xx and no more', async (_what, request, status) => {
        const answer = await rawAnswer(api.url, request);

        expect(answer).toMatch(status);
        expect(answer).toContain('{"detail":');
        expect(answer).not.toMatch(/node_modules|\n\s+at |HPE_|FST_/);
      });

      it.each([
        ['content-type', 'application/json; charset=latin1'],
        ['content-type', 'application/json; charset='],
        ['content-type', 'application/json;;;'],
        ['content-type', ';'],
        ['content-type', 'application/jsonp'],
        ['accept', '*/*;q=2, ,,;'],
        ['accept', 'application/problem+json;q=x'],
        ['if-none-match', '"'],
        ['if-match', ','],
        ['x-http-method-override', 'DELETE'],
        ['x-forwarded-host', 'evil.example'],
        ['expect', '200-maybe'],
        ['range', 'bytes=0-1,5-'],
        ['content-encoding', 'gzip'],
        ['cookie', '__proto__=1; =;'],
      ])('the header %s: %s does no harm', async (name, value) => {
        const headers = `${name}: ${value}\r\n${name === 'content-type' ? '' : JSON_TYPE + '\r\n'}`;

        const answer = await rawAnswer(
          api.url,
          post(`${headers}content-length: 12`, '{"name":"a"}'),
        );

        expect(answer).toMatch(/^HTTP\/1.1 (?:201|4\d\d) /);
        expect(answer).not.toContain('evil.example');
      });

      it('what follows the request that is the last has no answer of its own', async () => {
        const last = 'GET /items/1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';

        const answer = await rawAnswer(
          api.url,
          `${last}DELETE /items/1 HTTP/1.1\r\nhost: a\r\n\r\n`,
        );

        expect(answer.match(/HTTP\/1\.1 /g)).toEqual(['HTTP/1.1 ']);
        expect(answer).toContain(' 200 OK');
      });

      it('a client that leaves in the middle of its body takes nothing with it', async () => {
        const request = post(`${JSON_TYPE}\r\ncontent-length: 1000`, '{"name":"half');

        await leave(api.url, request);

        const { results } = (await api.get('/items')).json as { results: { name: string }[] };
        expect(results.some(({ name }) => name.startsWith('half'))).toBe(false);
      });
    });
  });
});

function named(values: readonly string[]) {
  return values.map((value) => ({
    value,
    shown: value.length > 40 ? `${value.slice(0, 10)}… (${value.length})` : value,
  }));
}

function post(headers: string, body: string): string {
  return `POST /items HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${headers}\r\n\r\n${body}`;
}

/** What a server answers to bytes, until it closes the connection. */
async function rawAnswer(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request, 'latin1');
  return text(socket);
}

async function leave(url: string, request: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.write(request, resolve));
  socket.destroy();
  await once(socket, 'close');
}
