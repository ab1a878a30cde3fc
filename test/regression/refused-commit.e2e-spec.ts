import { expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  getEndpointToken,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { describeOnEachDatabase, startNest } from '../support/nest-app.js';
import type { Tables } from '../support/reflected-api.js';
import { databaseOf } from '../support/reflection.js';

const REFERENCE = 'integer references shelves deferrable initially deferred';

/** What they refuse, they refuse at the end of the transaction. */
const TABLES: Tables = {
  SQLite: `
create table shelves (id integer primary key);
create table books (id integer primary key, shelf_id ${REFERENCE});
create table copies (id integer primary key, shelf_id ${REFERENCE});
`,
  PostgreSQL: `
create table shelves (id serial primary key);
create table books (id serial primary key, shelf_id ${REFERENCE});
create table copies (id serial primary key, shelf_id ${REFERENCE}, code integer);
alter table books add column code integer unique deferrable initially deferred;
create function late() returns trigger language plpgsql as $$ begin
  if new.code = 13 then raise exception 'inner words'; end if;
  if new.code = 14 then raise insufficient_privilege; end if;
  if new.code = 15 then raise sequence_generator_limit_exceeded; end if;
  if new.code = 16 then raise feature_not_supported using message = 'inner words'; end if;
  return null; end $$;
create constraint trigger late after insert on books deferrable initially deferred
  for each row execute function late();
`,
};

@Endpoint('/shelves', { reflect: true })
class Shelf extends RestEndpoint {}

@Endpoint('/books', { reflect: true })
class Book extends RestEndpoint {
  override scope() {
    return { id: { $gt: 0 } };
  }
}

@Endpoint('/copies', { reflect: true })
class Copy extends RestEndpoint {}

/** Its writes are in transactions of MikroORM. */
@Endpoint('/own-books', { reflect: true, table: 'books' })
class OwnBook extends RestEndpoint {
  override create(data: RequestBody, request: LightApiRequest) {
    return this.em.transactional(() => super.create(data, request));
  }

  override async update(id: string, data: RequestBody, request: LightApiRequest) {
    const [row] = await this.em.find(entityOf(OwnBook), { id: Number(id) });
    Object.assign(row!, data);
    await this.em.flush();
    return super.retrieve(request, id);
  }
}

const endpoints = [Shelf, Book, Copy, OwnBook];

const DANGLING = { type: 'reference_not_found', msg: 'There is no row that this refers to' };

/** Why the commit of a book with a code is refused, as the triggers below have it, and how that is answered. */
const REFUSALS: readonly [reason: string, code: number, status: number][] = [
  ['a value that is taken', 1, 409],
  ['what a trigger does not like', 13, 422],
  ['what a trigger forbids', 14, 403],
  ['a sequence at its end', 15, 507],
];

/** What BEGIN and COMMIT threw was a 500 in a transaction of our own. */
describeOnEachDatabase('a write with a scope', (server) => {
  it('that the commit refuses is told as one without', async () => {
    const { api } = await start();

    const plain = await api.post('/copies', { shelf_id: 7 });
    const scoped = await api.post('/books', { shelf_id: 7 });
    const { id } = (await api.post('/books', { shelf_id: 1 })).json;
    const changed = await api.patch(`/books/${id}`, { shelf_id: 8 }, { 'if-match': '*' });

    const detail = (input: number) => [{ ...DANGLING, loc: ['shelf_id'], input }];
    expect([plain.status, plain.json]).toEqual([422, { detail: detail(7) }]);
    expect([scoped.status, scoped.json]).toEqual([422, { detail: detail(7) }]);
    expect([changed.status, changed.json]).toEqual([422, { detail: detail(8) }]);
    expect((await api.get('/books')).json.results).toMatchObject([{ shelf_id: 1 }]);
  });

  it('within a transaction that the commit refuses ends with an error for the client', async () => {
    const { books, transactions } = await start();

    const run = transactions.run(() => books.unscoped.create({ shelf_id: 7 }));

    await expect(run).rejects.toMatchObject({
      status: 422,
      detail: [{ ...DANGLING, loc: [], input: null }],
    });
  });

  if (server.name === 'PostgreSQL')
    it.each(REFUSALS)(
      'that the commit refuses for %s is told so',
      async (_reason, code, status) => {
        const { api, books, transactions } = await start();
        await api.post('/books', { code: 1 });

        const scoped = await api.post('/books', { code });
        const run = transactions.run(() => books.unscoped.create({ code }));

        expect(scoped.status).toBe(status);
        await expect(run).rejects.toMatchObject({ status });
      },
    );

  it("within MikroORM's own transaction is told as within one of ours", async () => {
    const { api } = await start();
    const { id } = (await api.post('/books', { shelf_id: 1 })).json;

    const made = await api.post('/own-books', { shelf_id: 7 });
    const changed = await api.patch(`/own-books/${id}`, { shelf_id: 8 });

    const detail = [{ ...DANGLING, loc: [], input: null }];
    expect([made.status, made.json]).toEqual([422, { detail }]);
    expect([changed.status, changed.json]).toEqual([422, { detail }]);
    expect((await api.get('/books')).json.results).toMatchObject([{ shelf_id: 1 }]);
  });

  it("within MikroORM's own transaction leaves the driver's error to programs", async () => {
    const { books, transactions } = await start();
    const em = await transactions.run((own) => Promise.resolve(own.fork()));

    const made = em.transactional(() => books.unscoped.create({ shelf_id: 7 }));

    await expect(made).rejects.toMatchObject({ message: expect.stringMatching(/foreign key/i) });
  });

  if (server.name === 'PostgreSQL')
    it.each([...REFUSALS, ['what nobody has foreseen', 16, 500]])(
      "within MikroORM's own is told so too: %s",
      async (_reason, code, status) => {
        const { api } = await start();
        await api.post('/books', { code: 1 });

        expect((await api.post('/own-books', { code })).status).toBe(status);
      },
    );

  if (server.name === 'PostgreSQL')
    it("in a transaction of MikroORM's that can not begin is answered 503", async () => {
      const { api, database } = await start();
      await database.drop();

      expect((await api.post('/own-books', { shelf_id: 1 })).status).toBe(503);
    });

  if (server.name === 'PostgreSQL')
    it('within a transaction that ends as nobody has foreseen ends with the error of the driver', async () => {
      const { books, transactions } = await start();

      const run = transactions.run(() => books.unscoped.create({ code: 16 }));

      await expect(run).rejects.toThrow('inner words');
    });

  if (server.name === 'PostgreSQL')
    it('that can not begin is answered 503', async () => {
      const { api, database } = await start();
      await database.drop();

      const scoped = await api.post('/books', { shelf_id: 1 });

      expect([scoped.status, scoped.headers.get('retry-after')]).toEqual([503, '1']);
    });

  async function start() {
    const database = await databaseOf(server, TABLES[server.name]);
    onTestFinished(() => database.drop());
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database: database.url, endpoints })],
    });
    await api.post('/shelves', {});
    const books = api.app.get<EndpointService<Book>>(getEndpointToken(Book));
    return { api, books, transactions: api.app.get(Transactions), database };
  }
});
