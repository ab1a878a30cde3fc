import { setTimeout as sleep } from 'node:timers/promises';

import { type EntityManager, type MikroORM, RequestContext } from '@mikro-orm/core';
import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { MikroORM as SqliteORM } from '@mikro-orm/sqlite';
import { HttpException, Injectable } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  DatabaseUnavailableError,
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  ReferencedRowError,
  type RequestBody,
  RestEndpoint,
  Transactions,
  UniqueViolationError,
} from '../lib/index.js';
import { afterCommit } from '../lib/service/after-commit.js';
import { describeOnEachDatabase, freshDatabase, startNest } from './support/nest-app.js';
import type { TestServer } from './support/servers.js';
import { runSql } from './support/sql.js';

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ unique: true })
  title!: string;

  @Field({ type: 'int', optional: true })
  copies?: number | null;
}

@Endpoint('/loans')
class Loan extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Book })
  book_id!: number;

  @Field({ type: 'int', optional: true, foreignKey: () => Book })
  spare_id?: number | null;
}

@Endpoint('/reservations')
class Reservation extends RestEndpoint {
  @Field({ type: 'int', foreignKey: () => Book })
  book_id!: number;
}

@Endpoint('/notes')
class Note extends RestEndpoint {
  @Field()
  owner!: string;

  override scope({ headers }: LightApiRequest) {
    return { owner: headers['x-user'] };
  }
}

/** An order takes a copy of a book, or there is none. */
@Endpoint('/orders')
class Order extends RestEndpoint {
  constructor(
    private readonly transactions: Transactions,
    @InjectEndpoint(Book) private readonly books: EndpointService<Book>,
  ) {
    super();
  }

  @Field()
  book!: string;

  override create(data: RequestBody, request: LightApiRequest) {
    return this.transactions.run(async () => {
      const order = await super.create(data, request);
      const early = this.em;
      await this.books.create({ title: String(data.book) });
      await early.nativeUpdate(entityOf(Book), { title: String(data.book) }, { copies: 1 });
      this.background(() => void Order.done.push(String(data.book)));
      if (request.headers['x-fail'] !== undefined) throw new HttpException('sold out', 409);
      return order;
    });
  }

  static done: string[] = [];
}

@Injectable()
class Shop {
  constructor(
    readonly transactions: Transactions,
    @InjectEndpoint(Book) readonly books: EndpointService<Book>,
    @InjectEndpoint(Note) readonly notes: EndpointService<Note>,
  ) {}
}

describeOnEachDatabase('a transaction', (server) => {
  it('keeps what services and its entity manager did, and returns what the work returns', async () => {
    const { shop, titles } = await start();

    const id = await shop.transactions.run(async (em) => {
      const book = await shop.books.create({ title: 'a' });
      await em.nativeUpdate(entityOf(Book), { id: book.id }, { title: 'b' });
      await shop.books.update(book.id, { copies: 2, version: 1 }, { partial: true });
      return book.id;
    });

    expect(id).toBe(1);
    expect(await titles()).toEqual(['b']);
  });

  it('leaves nothing where the work throws, whoever did it', async () => {
    const { shop, titles } = await start();
    await shop.books.create({ title: 'before' });

    const thrown = new Error('no');
    const failed = shop.transactions.run(async (em) => {
      await shop.books.create({ title: 'service' });
      await shop.books.update(1, { title: 'changed', version: 1 }, { partial: true });
      await insert(em, 'manager');
      em.create(entityOf(Book), row('persisted'));
      await em.flush();
      await shop.transactions.run(() => shop.books.create({ title: 'nested' }));
      await shop.notes.unscoped.create({ owner: 'ann' });
      throw thrown;
    });

    await expect(failed).rejects.toBe(thrown);
    expect(await titles()).toEqual(['before']);
    expect((await shop.notes.unscoped.list()).results).toEqual([]);
  });

  it('sees what it wrote, which others do not before the commit', async () => {
    const { shop, database } = await start();

    const [inside, outside] = await shop.transactions.run(async () => {
      await shop.books.create({ title: 'a' });
      const { results } = await shop.books.list();
      return [results, await runSql(database, 'select * from books')];
    });

    expect([inside, outside]).toMatchObject([[{ title: 'a' }], []]);
  });

  it('takes nobody else with it: requests beside it are kept', async () => {
    const { api, shop, titles } = await start();

    const failed = shop.transactions.run(async () => {
      await shop.books.create({ title: 'inside' });
      await sleep(100);
      throw new Error('no');
    });
    const answers = Promise.all(
      ['x', 'y', 'z'].map(async (title, at) => {
        await sleep(20 * at);
        return api.post('/books', { title });
      }),
    );
    await expect(failed).rejects.toThrow('no');

    expect((await answers).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await titles()).toSorted()).toEqual(['x', 'y', 'z']);
  });

  it('in a hook holds for super, other services and this.em', async () => {
    const { api, titles } = await start();

    const failed = await api.post('/orders', { book: 'a' }, { 'x-fail': '1' });
    const made = await api.post('/orders', { book: 'b' });

    expect(failed).toMatchObject({ status: 409, json: { detail: 'sold out' } });
    expect(made.status).toBe(201);
    expect((await api.get('/orders')).json.results).toMatchObject([{ book: 'b' }]);
    expect((await api.get('/books')).json.results).toMatchObject([{ title: 'b', copies: 1 }]);
    expect(await titles()).toEqual(['b']);
    expect(Order.done.splice(0)).toEqual(['b']);
  });

  it('joins the one around it, which a caught error still ends', async () => {
    const { shop, titles } = await start();

    const outer = shop.transactions.run(async () => {
      await shop.books.create({ title: 'outer' });
      await shop.transactions
        .run(async () => {
          await shop.books.create({ title: 'inner' });
          throw new Error('inner');
        })
        .catch(() => undefined);
    });

    await expect(outer).rejects.toThrow('inner');
    expect(await titles()).toEqual([]);
  });

  it('ends the same on each database when an error of the database is caught', async () => {
    const { shop, titles } = await start();
    await shop.books.create({ title: 'a' });

    const second: unknown[] = [];
    const run = shop.transactions.run(async () => {
      await shop.books.create({ title: 'a' }).catch(() => undefined);
      await shop.books.create({ title: 'a' }).catch((error: unknown) => second.push(error));
    });

    await expect(run).rejects.toBeInstanceOf(UniqueViolationError);
    expect(second[0]).toBeInstanceOf(UniqueViolationError);
    expect(await titles()).toEqual(['a']);
  });

  it('tells a reference that leads nowhere as outside, as far as the database still answers', async () => {
    const { api, shop } = await start();
    const loans = api.app.get<EndpointService<Loan>>(getEndpointToken(Loan));
    const { id } = await shop.books.create({ title: 'a' });

    const lent = shop.transactions.run(() =>
      loans.create({ book_id: Number(id), spare_id: 987_654 }),
    );

    const detail = [{ type: 'reference_not_found', loc: ['spare_id'] }];
    await expect(lent).rejects.toMatchObject({ detail });
  });

  it('names a table that refers to a row, as far as the database still answers', async () => {
    const { api, shop } = await start();
    const loans = api.app.get<EndpointService<Loan>>(getEndpointToken(Loan));
    const { id } = await shop.books.create({ title: 'a' });
    await loans.create({ book_id: Number(id) });

    const failed = await shop.transactions
      .run(() => shop.books.destroy(id))
      .catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ReferencedRowError);
    const { references } = failed as ReferencedRowError;
    expect(references).toContain('loans.book_id');
    expect(references).not.toContain('reservations.book_id');
  });

  it('tells what is refused by the flush at its end as a service does', async () => {
    const { shop, titles } = await start();
    await shop.books.create({ title: 'a' });

    const run = shop.transactions.run((em) => {
      em.create(entityOf(Book), row('a'));
      return Promise.resolve();
    });

    await expect(run).rejects.toBeInstanceOf(UniqueViolationError);
    expect(await titles()).toEqual(['a']);
  });

  it('goes on after an error inside of a savepoint of MikroORM', async () => {
    const { shop, titles } = await start();
    await shop.books.create({ title: 'a' });

    await shop.transactions.run(async (em) => {
      const tried = em.transactional(() => shop.books.create({ title: 'a' }));
      await expect(tried).rejects.toBeInstanceOf(UniqueViolationError);
      await shop.books.create({ title: 'b' });
    });

    expect(await titles()).toEqual(['a', 'b']);
  });

  it('holds the scope of its caller, and ends when a write leaves it', async () => {
    const { api, shop } = await start();
    const request = { headers: { 'x-user': 'ann' } } as unknown as LightApiRequest;

    const run = shop.transactions.run(async () => {
      await shop.notes.create({ owner: 'ann' }, { request });
      await shop.notes.create({ owner: 'bob' }, { request }).catch(() => undefined);
    });

    await expect(run).rejects.toMatchObject({ status: 403 });
    expect((await api.get('/notes', { 'x-user': 'ann' })).json.results).toEqual([]);
  });

  it('is given up when its time is over, and its late statements are refused', async () => {
    const { api, shop, titles } = await start();
    const late = Promise.withResolvers<unknown>();

    const run = shop.transactions.run(
      async () => {
        await shop.books.create({ title: 'a' });
        await sleep(150);
        shop.books.create({ title: 'b' }).then(late.resolve, late.resolve);
      },
      { timeout: 50 },
    );

    await expect(run).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await late.promise).toMatchObject({ message: expect.stringMatching(/rolled back/) });
    expect((await api.post('/books', { title: 'c' })).status).toBe(201);
    expect(await titles()).toEqual(['c']);
  });

  it('waits for its turn no longer than its time', async () => {
    const { shop, titles } = await start();
    const end = Promise.withResolvers<undefined>();
    // Of PostgreSQL's connections there are ten.
    const holders = Array.from({ length: server.name === 'SQLite' ? 1 : 10 }, () =>
      shop.transactions.run(() => end.promise),
    );
    await sleep(200);

    const run = shop.transactions.run(() => shop.books.create({ title: 'a' }), { timeout: 60 });

    await expect(run).rejects.toBeInstanceOf(DatabaseUnavailableError);
    end.resolve(undefined);
    await Promise.all(holders);
    expect(await titles()).toEqual([]);
  });

  it('has a time-out of whole milliseconds', async () => {
    const { shop } = await start();

    for (const timeout of [0, -1, 1.5, NaN, 2 ** 31])
      await expect(shop.transactions.run(() => Promise.resolve(), { timeout })).rejects.toThrow(
        RangeError,
      );
  });

  onPostgres(server)('whose connection is lost harms nobody', async () => {
    const { api, shop, database } = await start();

    const run = shop.transactions.run(async (em) => {
      const [{ pid }] = await sqlOf(em).execute<[{ pid: number }]>('select pg_backend_pid() pid');
      await runSql(database, `select pg_terminate_backend(${pid})`);
      await sleep(50);
      await shop.books.create({ title: 'a' });
    });

    await expect(run).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect((await api.get('/books')).json.results).toEqual([]);
  });

  onPostgres(server)('that is left idle is ended by the server', async () => {
    const { shop } = await start();

    const [{ limit }] = await shop.transactions.run((em) =>
      sqlOf(em).execute<[{ limit: string }]>(
        `select current_setting('idle_in_transaction_session_timeout') "limit"`,
      ),
    );

    expect(limit).toBe('30s');
  });

  onPostgres(server)('that loses a deadlock is a 503 to be repeated', async () => {
    const { api, shop } = await start();
    await shop.books.create({ title: 'a' });
    await shop.books.create({ title: 'b' });
    const change = (id: number) =>
      shop.books.update(id, { copies: 1, version: 1 }, { partial: true });
    const crossed = async (first: number, second: number) =>
      shop.transactions.run(async () => {
        await change(first);
        await sleep(100);
        await change(second);
      });

    const ends = await Promise.allSettled([crossed(1, 2), crossed(2, 1)]);

    const [lost] = ends.filter((end) => end.status === 'rejected');
    expect(lost?.reason).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect((await api.get('/books/1')).json.version).toBe(2);
  });

  async function start() {
    const database = await freshDatabase(server);
    const endpoints = [Book, Note, Order, Loan, Reservation] as const;
    const api = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints })],
      providers: [Shop],
    });
    const titles = async () => {
      const rows = await runSql(database, 'select title from books order by id');
      return rows.map(({ title }: { title: string }) => title);
    };
    return { api, shop: api.app.get(Shop), database, titles };
  }
});

describeOnEachDatabase(`a transaction of the user's own`, (server) => {
  it('is joined by generated services, and by transactions', async () => {
    const { em, books, transactions } = await start();

    const failed = em.transactional(async () => {
      await books.create({ title: 'a' });
      await transactions.run(() => books.create({ title: 'b' }));
      throw new Error('no');
    });

    await expect(failed).rejects.toThrow('no');
    expect((await books.list()).results).toEqual([]);
  });

  it.each(['ours', 'one of MikroORM', 'a savepoint'])(
    'can hold another database’s transaction within %s',
    async (which) => {
      const { em, books, transactions } = await start();
      const other = await anotherDatabase();
      const thrown = new Error('no');
      const work = async () => {
        await other.transactional(() => books.create({ title: 'a' }));
        throw thrown;
      };

      const failed =
        which === 'ours'
          ? transactions.run(work)
          : em.transactional((inner) =>
              which === 'a savepoint' ? inner.transactional(work) : work(),
            );

      await expect(failed).rejects.toBe(thrown);
      expect((await books.list()).results).toEqual([]);
    },
  );

  it('of which a savepoint is rolled back goes on, where another database’s hides it', async () => {
    const { books, transactions } = await start();
    const other = await anotherDatabase();
    await books.create({ title: 'a' });

    await transactions.run(async (em) => {
      await em
        .transactional(() => other.transactional(() => books.create({ title: 'a' })))
        .catch(() => undefined);
      await books.create({ title: 'b' });
    });

    expect((await books.list()).results).toMatchObject([{ title: 'a' }, { title: 'b' }]);
  });

  it('has what waits for it done after its commit, in order, and never after its rollback', async () => {
    const { em } = await start();
    const done: string[] = [];
    const later = (name: string) => afterCommit(() => void done.push(name));
    const once = () => void done.push('once');

    await em.transactional(async (inner) => {
      await later('first');
      await afterCommit(once);
      await inner.transactional(() => afterCommit(once));
      await inner.transactional(() => later('kept'));
      await inner
        .transactional(async () => {
          await later('dropped');
          throw new Error('savepoint');
        })
        .catch(() => undefined);
      await later('last');
      done.push('end of work');
    });
    done.push('committed');
    await em
      .transactional(async () => {
        await later('never');
        throw new Error('no');
      })
      .catch(() => undefined);

    expect(done).toEqual(['end of work', 'first', 'once', 'kept', 'last', 'committed']);
  });

  it('takes precautions where its commit fails, as it may have succeeded', async () => {
    const { em } = await start();
    const done: string[] = [];

    const failed = em.transactional(async (inner) => {
      await afterCommit(
        () => void done.push('work'),
        () => void done.push('precaution'),
      );
      for (const sql of FAILS_AT_COMMIT) await sqlOf(inner).execute(sql);
    });

    await expect(failed).rejects.toThrow(/foreign key/i);
    expect(done).toEqual(['precaution']);
  });

  it('takes no precautions where it is rolled back', async () => {
    const { em } = await start();
    const done: string[] = [];

    const failed = em.transactional(async () => {
      await afterCommit(
        () => void done.push('work'),
        () => void done.push('precaution'),
      );
      throw new Error('no');
    });

    await expect(failed).rejects.toThrow('no');
    expect(done).toEqual([]);
  });

  async function start() {
    const database = await freshDatabase(server);
    const { app } = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [Book] })],
    });
    const transactions = app.get(Transactions);
    const books = app.get<EndpointService<Book>>(getEndpointToken(Book));
    let em!: EntityManager;
    await transactions.run((manager) => {
      em = manager.fork({ useContext: true });
      return Promise.resolve();
    });
    return { em, books, transactions };
  }
});

describeOnEachDatabase(`transactions on the application's own MikroORM`, (server) => {
  it.each(['its own', 'a request’s'])('take in what %s entity manager does', async (which) => {
    const { orm, transactions, books } = await start();

    const work = async () => {
      const begun = orm.em.transactional(async () => {
        await insert(orm.em, 'a');
        await transactions.run((em) => insert(em, 'b'));
        await books.create({ title: 'c' });
        throw new Error('no');
      });
      await expect(begun).rejects.toThrow('no');
      await transactions.run(async () => {
        await insert(orm.em, 'd');
        await books.create({ title: 'e' });
      });
    };
    await (which === 'its own' ? work() : RequestContext.create(orm.em, work));

    const { results } = await books.list();
    expect(results.map(({ title }) => title)).toEqual(['d', 'e']);
  });

  it('are waited for where a request’s entity manager has begun them by hand', async () => {
    const { orm, books } = await start();
    const done: unknown[] = [];

    for (const end of ['rollback', 'commit'] as const)
      await RequestContext.create(orm.em, async () => {
        await orm.em.begin();
        await books.create({ title: end });
        await afterCommit(() => void done.push(end));
        done.push('created');
        await orm.em[end]();
      });

    expect(done).toEqual(['created', 'created', 'commit']);
    const { results } = await books.list();
    expect(results.map(({ title }) => title)).toEqual(['commit']);
  });

  async function start() {
    const url = await freshDatabase(server);
    const shared = { entities: [], discovery: { warnWhenNoEntities: false } };
    const orm: MikroORM =
      server.name === 'SQLite'
        ? await SqliteORM.init({ ...shared, dbName: url.slice('sqlite:'.length) })
        : await PostgresORM.init({ ...shared, clientUrl: url });
    const { app } = await startNest({
      imports: [LightApiModule.forRoot({ orm, endpoints: [Book] })],
    });
    onTestFinished(() => orm.close());
    const books = app.get<EndpointService<Book>>(getEndpointToken(Book));
    return { orm, transactions: app.get(Transactions), books };
  }
});

describe('work that waits for a commit', () => {
  it('is done at once where there is no transaction', async () => {
    const done: string[] = [];

    await afterCommit(() => void done.push('a'));

    expect(done).toEqual(['a']);
  });
});

/** What only a server does is no test of SQLite, rather than one that is left out. */
function onPostgres({ name }: TestServer): (title: string, test: () => Promise<void>) => void {
  return (title, test) => {
    if (name === 'PostgreSQL') it(title, test);
  };
}

const REFERENCE = 'integer references books (id) deferrable initially deferred';
const FAILS_AT_COMMIT = [
  `create table loans (book_id ${REFERENCE})`,
  'insert into loans values (77)',
];

function row(title: string) {
  const moment = new Date();
  return { title, copies: 0, created_at: moment, updated_at: moment, version: 1 };
}

async function anotherDatabase() {
  const orm = await SqliteORM.init({
    dbName: ':memory:',
    discovery: { warnWhenNoEntities: false },
    entities: [],
  });
  onTestFinished(() => orm.close());
  return orm.em.fork();
}

function sqlOf(em: EntityManager): SqlEntityManager {
  return em as SqlEntityManager;
}

function insert(em: EntityManager, title: string) {
  return em.insert(entityOf(Book), row(title));
}
