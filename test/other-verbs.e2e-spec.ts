import helmet from '@fastify/helmet';
import { expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  Field,
  LightApi,
  type LightApiServerOptions,
  RestEndpoint,
} from '../lib/index.js';
import { rawRequest } from './support/raw-request.js';

@Endpoint('/books', { methods: ['GET', 'POST', 'PUT'] })
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/books/new', { methods: ['POST'] })
class NewBook extends RestEndpoint {
  @Field()
  title!: string;
}

const VERBS = ['TRACE', 'PROPFIND', 'PURGE', 'REPORT', 'MKCOL', 'SEARCH', 'LINK', 'QUERY'];

it.each(VERBS)('%s is a 405 with what is allowed instead', async (verb) => {
  const { url } = await serve();

  const paths = ['/books', '/books?page=1', '/books/1', '/books/new', '/healthz', '/openapi.json'];
  const answers = await Promise.all(paths.map((path) => answerTo(url, `${verb} ${path}`)));

  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 405));
  expect(answers.map(({ allow }) => allow)).toEqual([
    'GET, HEAD, POST, OPTIONS',
    'GET, HEAD, POST, OPTIONS',
    'GET, HEAD, PUT, OPTIONS',
    'POST, OPTIONS',
    'GET, HEAD, OPTIONS',
    'GET, HEAD, OPTIONS',
  ]);
  expect(answers[0]?.text).toContain('{"detail":"Method Not Allowed. Allowed: GET, POST"}');
  expect(answers[0]?.text).toMatch(/^x-request-id: ./m);
});

it('a path may be encoded, as for verbs that have a route', async () => {
  const { url } = await serve();

  const paths = ['/b%6foks', '/b%6Foks/1', '/books%2F1', '/books%', '/b%ffoks'];
  const answers = await Promise.all(paths.map((path) => answerTo(url, `TRACE ${path}`)));

  expect(answers.map(({ status }) => status)).toEqual([405, 405, 404, 400, 400]);
  expect((await answerTo(url, 'GET /b%6foks')).status).toBe(200);
});

it.each(['TRACE', 'PURGE'])('%s of a path that is not there is a 404', async (verb) => {
  const { url } = await serve();

  const paths = ['/nowhere', '/books/1/2', '/booksx', '/books/new/1'];
  const answers = await Promise.all(paths.map((path) => answerTo(url, `${verb} ${path}`)));

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(answers.map(({ allow }) => allow)).toEqual(paths.map(() => undefined));
});

it('OPTIONS with the type of a body, and without a body, is answered', async () => {
  const { url } = await serve();

  const { status } = await answerTo(url, 'OPTIONS /books', 'content-type: application/json');

  expect(status).toBe(204);
});

it.each(['GET http://evil?a=1', 'PUT ftp://internal/secret', 'DELETE http://u:pw@evil'])(
  'a whole URL that is not there is a 404 which does not repeat it: %s',
  async (target) => {
    const { url } = await serve();

    const { status, text } = await answerTo(url, target);

    expect(status).toBe(404);
    expect(text).toMatch(/{"detail":"not found"}$/);
  },
);

it('a page of a listed origin may read the refusal of a verb', async () => {
  const { url } = await serve({ corsOrigins: ['https://a.example'] });

  const { text } = await answerTo(url, 'PROPFIND /books', 'origin: https://a.example');

  expect(text).toMatch(/^access-control-allow-origin: https:\/\/a.example/m);
});

it('a verb of nobody with a body is refused, and the next request answered', async () => {
  const { url } = await serve();
  const head = ['REPORT /books HTTP/1.1', 'host: a', 'content-type: text/xml', 'content-length: 3'];

  const text = await rawRequest(url, [...head, '', '<x>GET /healthz HTTP/1.1', 'host: a']);

  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    '405',
    '200',
  ]);
});

it('hooks of the application see a verb of nobody, and its headers are theirs to set', async () => {
  const app = await LightApi.create({ endpoints: [Book], database: 'sqlite::memory:' }).buildApp();
  onTestFinished(() => app.close());
  await app.register(helmet);
  await app.listen(0, '127.0.0.1');

  const { status, text } = await answerTo(await app.getUrl(), 'TRACE /books');

  expect(status).toBe(405);
  expect(text).toMatch(/^x-content-type-options: nosniff/im);
});

async function serve(options: LightApiServerOptions = {}): Promise<{ readonly url: string }> {
  const app = await LightApi.run({
    endpoints: [Book, NewBook],
    database: 'sqlite::memory:',
    ...options,
    host: '127.0.0.1',
    port: 0,
  });
  onTestFinished(() => app.close());
  return { url: await app.getUrl() };
}

async function answerTo(url: string, target: string, header = 'x-none: 1') {
  const lines = [`${target} HTTP/1.1`, 'host: a', header, 'connection: close'];
  const text = await rawRequest(url, lines);
  return {
    text,
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]),
    allow: /^allow: (.*)\r$/im.exec(text)?.[1],
  };
}
