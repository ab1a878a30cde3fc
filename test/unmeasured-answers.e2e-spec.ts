import { HttpCode } from '@nestjs/common';
import { expect, it } from 'vitest';

import {
  Endpoint,
  Field,
  type LightApiRequest,
  Middleware,
  type MiddlewareResponse,
  respond,
  RestEndpoint,
} from '../lib/index.js';
import { describeOnEachDatabase, serve } from './support/nest-app.js';

/** Answers as a request says, before its handler or in the place of what that said. */
class Shortens extends Middleware {
  override process({ headers }: LightApiRequest, response: MiddlewareResponse | null) {
    const [when, status] = String(headers['x-shorten']).split(' ');
    if (when === 'before' && response === null) return respond(Number(status));
    if (when === 'after' && response !== null) return respond(Number(status));
    if (when === 'status' && response !== null) response.status = Number(status);
    return undefined;
  }
}

@Endpoint('/pages')
class Page extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/silent', { table: 'pages' })
class SilentPage extends Page {
  @HttpCode(204)
  override get(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

@Endpoint('/shortened', { table: 'pages', middleware: [Shortens] })
class ShortenedPage extends Page {}

const SHORT: readonly [status: number, path: string, headers: Readonly<Record<string, string>>][] =
  [
    [304, '/pages/1', { 'if-none-match': '"1"' }],
    [304, '/shortened/1', { 'if-none-match': '"1"' }],
    [204, '/silent', {}],
    [204, '/silent/1', {}],
    [204, '/shortened', { 'x-shorten': 'before 204' }],
    [304, '/shortened/1', { 'x-shorten': 'before 304' }],
    [204, '/shortened/1', { 'x-shorten': 'after 204' }],
    [204, '/shortened', { 'x-shorten': 'status 204' }],
    [304, '/shortened/1', { 'x-shorten': 'status 304' }],
  ];

/** @see RFC 9110, section 8.6 */
describeOnEachDatabase('the length of a body', (server) => {
  it.each(['GET', 'HEAD'])('is nothing that a 204 or 304 to %s says', async (method) => {
    const api = await pages(server);

    for (const [status, path, headers] of SHORT) {
      const answer = await api.send(method, path, { headers });
      expect([path, headers, answer.status]).toEqual([path, headers, status]);
      expect([path, headers, answer.headers.get('content-length')]).toEqual([path, headers, null]);
    }
  });

  it.each(['/pages', '/pages/1', '/shortened', '/shortened/1', '/pages/2'])(
    'is what HEAD says of a GET: %s',
    async (path) => {
      const api = await pages(server);

      const [got, told] = [await api.get(path), await api.send('HEAD', path)];

      expect(told.status).toBe(got.status);
      expect(told.headers.get('content-length')).toBe(String(Buffer.byteLength(got.text)));
    },
  );
});

async function pages(server: Parameters<typeof serve>[0]) {
  const api = await serve(server, { endpoints: [Page, SilentPage, ShortenedPage] });
  await api.post('/pages', { title: 'Emma' });
  return api;
}
