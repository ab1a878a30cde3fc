import { expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApi,
  RestEndpoint,
  Transactions,
  VersionExhaustedError,
} from '../lib/index.js';
import { describeOnEachDatabase, freshDatabase } from './support/nest-app.js';
import { databaseWith, serveDatabase, serveTables, type Tables } from './support/reflected-api.js';
import { runSql } from './support/sql.js';

/** The last version of each table's column. */
const LAST = { SQLite: '9223372036854775807', PostgreSQL: '32767' } as const;

const CARDS: Tables = {
  SQLite: `create table cards (id integer primary key, name text not null, version integer not null default 1);
    insert into cards values (1, 'full', ${LAST.SQLite}), (2, 'free', 5)`,
  PostgreSQL: `create table cards (id serial primary key, name text not null, version smallint not null default 1);
    insert into cards values (1, 'full', ${LAST.PostgreSQL}), (2, 'free', 5)`,
};

@Endpoint('/cards', { reflect: true, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] })
class Card extends RestEndpoint {}

@Endpoint('/notes', { table: 'exhausted_notes' })
class Note extends RestEndpoint {
  @Field({ type: 'string' })
  name!: string;
}

const FULL = {
  status: 409,
  json: {
    detail:
      'the version of this resource is the last that its column can hold: it can not be changed',
  },
};

describeOnEachDatabase('a version that is the last one', (server) => {
  const last = LAST[server.name];
  /** As JSON has it. */
  const version = server.name === 'SQLite' ? last : Number(last);

  it('is a conflict that blames no member, whatever the row is changed by', async () => {
    const api = await serveTables(server, CARDS, { endpoints: [Card] });

    expect((await api.get('/cards/1')).json).toEqual({ id: 1, name: 'full', version });
    for (const headers of [{}, { 'if-match': `"${last}"` }, { 'if-match': '*' }] as const) {
      const body = { name: 'new', ...(Object.keys(headers).length === 0 && { version }) };
      expect(await api.put('/cards/1', body, headers)).toMatchObject(FULL);
      expect(await api.patch('/cards/1', body, headers)).toMatchObject(FULL);
    }
    expect((await api.get('/cards/1')).json).toEqual({ id: 1, name: 'full', version });
  });

  it('is told behind whether the client has it, and whether there is a row', async () => {
    const api = await serveTables(server, CARDS, { endpoints: [Card] });

    expect((await api.patch('/cards/1', { name: 'new', version: 4 })).json.detail).toBe(
      'version conflict',
    );
    expect((await api.patch('/cards/2', { name: 'new', version })).json.detail).toBe(
      'version conflict',
    );
    expect((await api.patch('/cards/2', { name: 'new' }, { 'if-match': `"${last}"` })).status).toBe(
      412,
    );
    expect((await api.patch('/cards/9', { name: 'new', version })).status).toBe(404);
    expect((await api.patch('/cards/1', { name: 7, version })).status).toBe(422);
  });

  it('keeps no row from being deleted', async () => {
    const api = await serveTables(server, CARDS, { endpoints: [Card] });

    expect((await api.delete('/cards/1', { 'if-match': `"${last}"` })).status).toBe(204);
  });

  it('keeps no neighbour from being changed', async () => {
    const api = await serveTables(server, CARDS, { endpoints: [Card] });
    const change = (id: number, tag: string) =>
      api.patch(`/cards/${id}`, { name: 'new' }, { 'if-match': tag });

    const answers = await Promise.all([change(1, '*'), change(2, '"5"'), change(1, `"${last}"`)]);

    expect(answers.map(({ status }) => status)).toEqual([409, 200, 409]);
    expect((await api.get('/cards/2')).json).toEqual({ id: 2, name: 'new', version: 6 });
  });

  it('is told in a transaction, in which the statement has not failed', async () => {
    const database = await databaseWith(server, CARDS);
    const app = await LightApi.run({ database, endpoints: [Card], host: '127.0.0.1', port: 0 });
    onTestFinished(() => app.close());
    const cards = app.get<EndpointService<Card>>(getEndpointToken(Card));

    const work = app.get(Transactions).run(async () => {
      await cards.update(2, { name: 'new', version: 5 } as never);
      await cards.update(1, { name: 'new', version } as never);
    });

    await expect(work).rejects.toThrow(VersionExhaustedError);
    expect(await cards.retrieve(2)).toMatchObject({ name: 'free' });
  });

  it('is the largest integer of four bytes where the table is ours', async () => {
    const url = await freshDatabase(server);
    const api = await serveDatabase(url, { endpoints: [Note] });
    await api.post('/notes', { name: 'old' });
    await runSql(url, 'update exhausted_notes set version = 2147483646');

    const counted = await api.patch('/notes/1', { name: 'one', version: 2147483646 });
    const full = await api.patch('/notes/1', { name: 'two', version: 2147483647 });

    expect(counted.json.version).toBe(2147483647);
    expect(full).toMatchObject(FULL);
    expect(await api.put('/notes/1', { name: 'two' }, { 'if-match': '*' })).toMatchObject(FULL);
  });

  if (server.name === 'SQLite')
    it('is not kept to by SQL of others, and what is beyond is no version', async () => {
      const url = await freshDatabase(server);
      const api = await serveDatabase(url, { endpoints: [Note] });
      await api.post('/notes', { name: 'old' });
      await runSql(url, 'update exhausted_notes set version = 2147483648');
      const headers = { 'if-match': '"2147483648"' };

      expect((await api.patch('/notes/1', { name: 'new' }, headers)).status).toBe(422);
    });

  if (server.name === 'SQLite')
    it('may be beyond what a number holds', async () => {
      const api = await serveTables(server, CARDS, { endpoints: [Card] });
      await runSql(api.database, 'update cards set version = 9007199254740991 where id = 2');

      const first = await api.patch('/cards/2', { name: 'a', version: 9007199254740991 });
      const second = await api.patch('/cards/2', { name: 'b', version: '9007199254740992' });
      const third = await api.put('/cards/2', { name: 'c' }, { 'if-match': '"9007199254740993"' });

      expect(first.json.version).toBe('9007199254740992');
      expect(second.json.version).toBe('9007199254740993');
      expect(third.json.version).toBe('9007199254740994');
      expect((await api.patch('/cards/2', { name: 'd', version: '7' })).status).toBe(422);
    });
});

describeOnEachDatabase('numbers for new rows', (server) => {
  if (server.name === 'PostgreSQL')
    it.each([
      [
        'a sequence at its end',
        `id smallserial primary key`,
        `select setval('tags_id_seq', 32767)`,
      ],
      [
        'an identity at its end',
        `id smallint generated always as identity primary key`,
        `select setval('tags_id_seq', 32767)`,
      ],
      [
        'a sequence that is beyond its column',
        `id smallint primary key default nextval('wide')`,
        `select setval('wide', 32767)`,
      ],
      [
        'a sequence of integers that is beyond its column',
        `id int primary key default nextval('wide')`,
        `select setval('wide', 2147483647)`,
      ],
    ])('that are used up are 507: %s', async (_name, key, used) => {
      const script = `create sequence wide; create table tags (${key}, name varchar(3), size int); ${used}`;
      const tables = { SQLite: '', PostgreSQL: script };
      @Endpoint('/tags', { reflect: true })
      class Tag extends RestEndpoint {}
      const api = await serveTables(server, tables, { endpoints: [Tag] });

      const made = await api.post('/tags', { name: 'new' });

      expect(made).toMatchObject({
        status: 507,
        json: { detail: 'the database has no number left for a new resource' },
      });
      expect(made.headers.get('retry-after')).toBeNull();
      expect((await api.post('/tags', { name: 'new', size: 3_000_000_000 })).status).toBe(422);
    });

  it('are documented to run out', async () => {
    const api = await serveDatabase(await freshDatabase(server), { endpoints: [Note] });

    const { paths } = (await api.get('/openapi.json')).json;

    expect(paths['/notes'].post.responses).toHaveProperty('507');
    expect(paths['/notes'].get.responses).not.toHaveProperty('507');
  });
});
