import { Logger } from '@nestjs/common';
import { expect, it, onTestFinished, vi } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  RestEndpoint,
} from '../../lib/index.js';
import { describeOnEachDatabase, freshDatabase, startNest } from '../support/nest-app.js';
import type { TestServer } from '../support/servers.js';

type Conditions = Readonly<Record<string, unknown>>;

/** Conditions that MikroORM, or one of the databases, can't make anything of. */
const WRONG = {
  ilike: { pages: { $ilike: '1%' } },
  re: { $or: [{ pages: { $re: '1' } }, { $not: { title: { $re: '1' } } }] },
  contains: { title: { $contains: ['a'] } },
  member: { colour: 'red' },
  operator: { pages: { $around: 3 } },
} as Readonly<Record<string, Conditions>>;

const said = (name: unknown) => (typeof name === 'string' ? WRONG[name] : undefined) ?? {};

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field()
  title!: string;

  @Field({ default: 1 })
  pages!: number;

  override scope({ headers }: LightApiRequest) {
    return said(headers['x-scope']);
  }

  override queryset({ headers }: LightApiRequest) {
    return said(headers['x-queryset']);
  }
}

/** Of a collection, as its caller says. */
@Endpoint('/films')
class Film extends RestEndpoint {
  @Field({ type: 'date', optional: true })
  seen?: string | null;

  override scope({ headers }: LightApiRequest) {
    return { seen: { $gt: String(headers['x-seen']) } };
  }
}

/** The log had the database's words alone. */
describeOnEachDatabase('conditions that can not be asked', (server) => {
  it.each(Object.keys(WRONG))(
    'of a scope are a 500 to every verb, and the log says which and of whom: %s',
    async (name) => {
      const { api, log } = await start(server);
      await api.post('/books', { title: 'Emma' });
      const headers = { 'x-scope': name };
      const change = { ...headers, 'if-match': '*' };

      const answers = [
        await api.get('/books/1', headers),
        await api.post('/books', { title: 'Persuasion' }, headers),
        await api.patch('/books/1', { title: 'Ema' }, change),
        await api.put('/books/1', { title: 'Ema' }, change),
        await api.delete('/books/1', headers),
      ];

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500));
      for (const [error] of log.mock.calls) {
        const { message, cause } = error as Error;
        expect(message).toMatch(/^Book: what 'scope' says of '(title|pages|colour)'/);
        expect(cause).toBeInstanceOf(Error);
      }
      expect(log).toHaveBeenCalledTimes(answers.length);
      expect((await api.get('/books')).json.results).toMatchObject([{ title: 'Emma' }]);
    },
  );

  it.each(['x-scope', 'x-queryset'])('of a collection are so too: by %s', async (header) => {
    const { api, log } = await start(server);

    const { status } = await api.get('/books', { [header]: 're' });

    expect(status).toBe(500);
    expect(log.mock.lastCall).toMatchObject([
      { message: expect.stringMatching(/^Book: what .*'scope', 'queryset'.* of 'pages', 'title'/) },
    ]);
  });

  it('of a program name its class', async () => {
    const { api } = await start(server);
    const books = api.app.get<EndpointService<Book>>(getEndpointToken(Book));

    const listed = books.unscoped.list({ where: { pages: { $ilike: '1%' } } });

    await expect(listed).rejects.toThrow(/^Book: what .*the 'where' of a list says of 'pages'/);
  });

  if (server.name === 'PostgreSQL')
    it('for their values are told alike by all verbs', async () => {
      const { api } = await start(server);
      await api.post('/films', { seen: '2020-02-02' }, { 'x-seen': '2020-01-01' });
      const headers = { 'x-seen': 'never' };

      const answers = [
        await api.get('/films', headers),
        await api.get('/films/1', headers),
        await api.post('/films', {}, headers),
        await api.patch('/films/1', {}, { ...headers, 'if-match': '*' }),
        await api.delete('/films/1', headers),
      ];

      const told = '400 {"detail":"the database can not compare one of the values"}';
      expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(
        answers.map(() => told),
      );
    });
});

async function start(server: TestServer) {
  const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  onTestFinished(() => {
    log.mockRestore();
  });
  const database = await freshDatabase(server);
  const api = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Book, Film] })],
  });
  return { api, log };
}
