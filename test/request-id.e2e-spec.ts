import { Controller, Get, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  currentRequestId,
  Endpoint,
  Field,
  lightApiFastifyOptions,
  LightApiModule,
  type LightApiModuleOptions,
  RestEndpoint,
} from '../lib/index.js';
import { buildProgram, emptyDirectory, eventually, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { RequestLogger } from './fixtures/nest-applications/request.logger.js';
import { freshDatabase, serve, startNest } from './support/nest-app.js';
import { rawRequest } from './support/raw-request.js';
import { SERVERS } from './support/servers.js';

beforeAll(buildProgram, 180_000);

const [SQLITE] = SERVERS;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ID = { 'x-request-id': 'abc' };
const PREFLIGHT = { origin: 'https://a.example', 'access-control-request-method': 'PUT' };
const PROBLEM = { accept: 'application/problem+json' };

const seen: (string | undefined)[] = [];

@Endpoint('/parts')
class Part extends RestEndpoint {
  @Field() name!: string;

  override async create(...args: Parameters<RestEndpoint['create']>) {
    const before = currentRequestId();
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(before, currentRequestId());
    if ((args[0] as { name?: unknown }).name === 'broken') throw new Error('it broke');
    return super.create(...args);
  }
}

@Controller('own')
class OwnController {
  @Get()
  get() {
    return { id: currentRequestId() ?? null };
  }
}

@Module({ controllers: [OwnController] })
class OwnModule {}

describe('the id of a request', () => {
  it.each(['/parts', '/healthz', '/parts/7', '/nowhere'])('is made for %s', async (path) => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const [first, second] = [await api.get(path), await api.get(path)];

    expect(first.headers.get('x-request-id')).toMatch(UUID);
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  });

  it.each(['a', '7f:3+A/b.c~d=@_-', 'x'.repeat(128)])('is what the client says: %s', async (id) => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const answer = await api.get('/parts', { 'x-request-id': id });

    expect(answer.headers.get('x-request-id')).toBe(id);
  });

  it.each(['a b', 'x'.repeat(129), '<script>', '"}', 'a,b', ''])(
    'is not what the client says where that is no id: %j',
    async (id) => {
      const api = await serve(SQLITE!, { endpoints: [Part] });

      const answer = await api.get('/parts', { 'x-request-id': id });

      expect(answer.headers.get('x-request-id')).toMatch(UUID);
    },
  );

  it('is made where two are sent', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const answer = await rawRequest(api.url, [
      'GET /parts HTTP/1.1',
      'Host: a',
      'X-Request-Id: one',
      'X-Request-Id: two',
      'Connection: close',
    ]);

    expect(answer).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
  });

  it('is in a problem, and in the plain form of an error by its header alone', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });
    const id = { 'x-request-id': 'abc' };

    const problem = await api.post('/parts', {}, { ...PROBLEM, ...id });
    const plain = await api.get('/parts/7', id);

    expect(problem.json).toMatchObject({ status: 422, request_id: 'abc' });
    expect(plain.json).toEqual({ detail: 'not found' });
    expect(plain.headers.get('x-request-id')).toBe('abc');
  });

  it.each(['/%zz', '/nowhere'])('is in a problem of the server below at %s', async (path) => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const answer = await rawRequest(api.url, [
      `GET ${path} HTTP/1.1`,
      'Host: a',
      'Accept: application/problem+json',
      'X-Request-Id: abc',
      'Connection: close',
    ]);

    expect(answer).toMatch(/\r\nx-request-id: abc\r\n/);
    expect(answer).toContain('"request_id":"abc"');
  });

  it.each([
    ['GET /parts', 'Expect: a pony', 417],
    ['CONNECT a:1', 'Accept: */*', 400],
  ])('is told with what Node would answer by itself: %s, %s', async (line, header, status) => {
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const answer = await rawRequest(api.url, [
      `${line} HTTP/1.1`,
      'Host: a',
      header,
      'X-Request-Id: abc',
    ]);

    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toMatch(/\r\nx-request-id: abc\r\n/i);
  });

  it.each(['/parts', '/nowhere', '/%zz'])(
    'is told to browsers that ask ahead at %s',
    async (path) => {
      const api = await serve(SQLITE!, { endpoints: [Part], corsOrigins: ['*'] });

      const answer = await api.send('OPTIONS', path, { headers: { ...PREFLIGHT, ...ID } });

      expect(answer.status).toBe(204);
      expect(answer.headers.get('x-request-id')).toBe('abc');
    },
  );

  it('is known to hooks, also behind a body and behind a wait', async () => {
    const api = await serve(SQLITE!, { endpoints: [Part] });
    seen.length = 0;

    const requests = ['one', 'two'].map((id) =>
      api.post('/parts', { name: 'x' }, { 'x-request-id': id }),
    );
    await Promise.all(requests);

    expect(seen.toSorted()).toEqual(['one', 'one', 'two', 'two']);
    expect(currentRequestId()).toBeUndefined();
  });

  it('is in each line of the log of a server', async () => {
    const path = await configFile(`
database_url: "sqlite:${emptyDirectory()}/a.db"
endpoints:
  - route: /books
    fields: { title: { type: str } }
`);
    const server = await ServerProcess.start([path]);

    await fetch(`${server.url}/books`, { headers: { 'x-request-id': 'abc' } });

    await eventually(() => server.stdout).toMatch(/"reqId":"abc".*request completed/);
    const lines = server.stdout.split('\n').filter((line) => line.includes('abc'));
    expect(lines.map((line) => (JSON.parse(line) as { reqId: string }).reqId)).toEqual([
      'abc',
      'abc',
    ]);
  });

  it('is in the lines that errors leave, for people too', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => {
      write.mockRestore();
    });
    const api = await serve(SQLITE!, { endpoints: [Part] });

    const answer = await api.post('/parts', { name: 'broken' }, { 'x-request-id': 'abc' });

    const log = write.mock.calls.map(([text]) => String(text)).join('');
    expect(answer.status).toBe(500);
    expect(log).toMatch(/\[abc\].*it broke/);
  });
});

describe('in an application of Nest', () => {
  it('our routes have ids, and others are left alone', async () => {
    const api = await nest();

    const [ours, own] = [await api.get('/parts'), await api.get('/own')];

    expect(ours.headers.get('x-request-id')).toMatch(UUID);
    expect(own.headers.get('x-request-id')).toBeNull();
    expect(own.json).toEqual({ id: null });
  });

  it('what is answered before our routes are asked has an id', async () => {
    const api = await nest(undefined, { corsOrigins: ['*'] });

    const ahead = await api.send('OPTIONS', '/parts', { headers: { ...PREFLIGHT, ...ID } });

    expect(ahead.status).toBe(204);
    expect(ahead.headers.get('x-request-id')).toBe('abc');
  });

  it('the id that the application tells its clients is taken', async () => {
    const adapter = new FastifyAdapter(lightApiFastifyOptions());
    adapter.getInstance().addHook('onRequest', (_request, reply, done) => {
      void reply.header('x-request-id', 'theirs');
      done();
    });
    const api = await nest(adapter);

    const answer = await api.post('/parts', {}, PROBLEM);

    expect(answer.headers.get('x-request-id')).toBe('theirs');
    expect(answer.json).toMatchObject({ request_id: 'theirs' });
  });
});

it.each([
  ['JSON', { json: true }, /"reqId":"abc"/],
  ['lines', { colors: false }, /\[LightApi\] \[abc\] .*it broke/],
])("is in the log of a Nest application's own logger, as %s", async (_form, options, expected) => {
  const written: string[] = [];
  const keep = (text: unknown) => written.push(String(text)) > 0;
  const spies = [process.stderr, process.stdout].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  const root = LightApiModule.forRoot({ database: 'sqlite::memory:', endpoints: [Part] });
  const prepare = (app: NestFastifyApplication) => {
    app.useLogger(new RequestLogger(options));
  };
  const api = await startNest({ imports: [root] }, { prepare });

  await api.post('/parts', { name: 'broken' }, ID);

  expect(written.filter((line) => line.includes('it broke')).join('')).toMatch(expected);
});

async function nest(adapter = new FastifyAdapter(), options: LightApiModuleOptions = {}) {
  const database = await freshDatabase();
  const root = LightApiModule.forRoot({ database, endpoints: [Part], ...options });
  return startNest({ imports: [root, OwnModule] }, { adapter });
}
