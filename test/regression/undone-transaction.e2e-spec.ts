import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { MikroORM } from '@mikro-orm/sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  LightApiModule,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { freshDatabase, type NestApi, startNest } from '../support/nest-app.js';
import { databaseOf } from '../support/reflection.js';
import { SERVERS, startApi } from '../support/servers.js';
import { runSql } from '../support/sql.js';

const sqlite = SERVERS[0]!;

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field()
  title!: string;
}

@Endpoint('/notes')
class Note extends RestEndpoint {
  @Field()
  title!: string;

  override scope() {
    return { id: { $gt: 0 } };
  }
}

@Endpoint('/labels', { reflect: true })
class Label extends RestEndpoint {
  override scope() {
    return { id: { $gt: 0 } };
  }
}

/** It kept SQLite's one connection for ever, and what followed within it was stored by itself. */
describe('a transaction that SQLite itself rolls back', () => {
  let api: NestApi;
  let books: EndpointService<Book>;
  let transactions: Transactions;
  let database: string;
  beforeEach(async () => {
    database = await freshDatabase(sqlite);
    api = await startNest({
      imports: [LightApiModule.forRoot({ database, endpoints: [Book, Note] })],
    });
    books = api.app.get(getEndpointToken(Book));
    transactions = api.app.get(Transactions);
    for (const table of ['books', 'notes'])
      await runSql(
        database,
        `create trigger ban_${table} before insert on ${table} when new.title = 'bad'
         begin select raise(rollback, 'banned'); end`,
      );
  });

  it('is a refusal of the write it was for, and nothing to those behind it', async () => {
    const answers = [];
    for (const title of ['bad', 'good', 'bad', 'good'])
      answers.push((await api.post('/notes', { title })).status);

    expect(answers).toEqual([422, 201, 422, 201]);
    expect((await api.get('/notes')).json.results).toHaveLength(2);
  });

  it('is one by a unique column too, whose conflict is to roll back', async () => {
    const made = await databaseOf(
      sqlite,
      'create table labels (id integer primary key, title text unique on conflict rollback)',
    );
    const labels = await startApi(sqlite, { endpoints: [Label] }, made);
    onTestFinished(() => labels.stop());

    const answers = [];
    for (const title of ['a', 'a', 'b'])
      answers.push((await labels.post('/labels', { title })).status);

    expect(answers).toEqual([201, 409, 201]);
  });

  it.each([
    ['generated services', () => books.create({ title: 'bad' })],
    ['an entity manager', (em: EntityManager) => em.insert(entityOf(Book), row('bad'))],
    ['a statement of its own', (em: EntityManager) => sqlOf(em).execute('rollback')],
    ['Kysely', (em: EntityManager) => insertByKysely(em, 'bad')],
    ['a savepoint', (em: EntityManager) => em.transactional(() => books.create({ title: 'bad' }))],
  ])('leaves nothing of it where %s met it, and somebody caught that', async (_who, meet) => {
    const run = transactions.run(async (em) => {
      await books.create({ title: 'first' });
      await meet(em).catch(() => undefined);
      await em.insert(entityOf(Book), row('manager'));
      await books.create({ title: 'service' });
    });

    await expect(run).rejects.toThrow();
    expect(await titles()).toEqual([]);
    await transactions.run(() => books.create({ title: 'next' }));
    expect(await titles()).toEqual(['next']);
  });

  it('is told by what ended it, where it is not by the write itself', async () => {
    const cause = { code: 'SQLITE_CONSTRAINT_TRIGGER' };
    const caught = transactions.run(() => books.create({ title: 'bad' }).catch(() => undefined));
    await expect(caught).rejects.toMatchObject({ status: 422, cause });

    const own = transactions.run((em) => sqlOf(em).execute('rollback'));
    await expect(own).rejects.toThrow('A statement of this transaction has ended it');
  });

  it('leaves nothing of a savepoint behind it, which SQLite takes for a transaction', async () => {
    const run = transactions.run(async (em) => {
      await insertByKysely(em, 'bad').catch(() => undefined);
      await em.transactional(() => books.create({ title: 'second' }));
    });

    await expect(run).rejects.toThrow('A statement of this transaction has ended it');
    expect(await titles()).toEqual([]);
  });

  it.each([
    ['a service', () => books.create({ title: 'late' })],
    ['an entity manager', (em: EntityManager) => em.insert(entityOf(Book), row('late'))],
    ['another savepoint', (em: EntityManager) => em.transactional(() => Promise.resolve())],
    ['nothing', () => Promise.resolve()],
    ['an error', () => Promise.reject(new Error('late'))],
  ])('is none that a savepoint outlives, with %s in it', async (_what, late) => {
    let savepoint: Promise<unknown> | undefined;
    const run = transactions.run((em) => {
      savepoint = em.transactional(async (inner) => {
        await sleep(50);
        await late(inner);
      });
      savepoint.catch(() => undefined);
      return sleep(10).then(() => Promise.reject(new Error('no')));
    });

    await expect(run).rejects.toThrow('no');
    await expect(savepoint).rejects.toThrow(/rolled back already|late/);
    expect((await api.post('/books', { title: 'next' })).status).toBe(201);
    await transactions.run(() => books.create({ title: 'service' }));
    expect(await titles()).toEqual(['next', 'service']);
  });

  it('is none that a savepoint of another one, which was over, meets', async () => {
    let savepoint: Promise<unknown> | undefined;
    const first = transactions.run(
      (em) => {
        savepoint = em.transactional(() => sleep(100).then(() => books.create({ title: 'late' })));
        return savepoint;
      },
      { timeout: 30 },
    );
    await expect(first).rejects.toMatchObject({ status: 503 });

    await transactions.run((em) =>
      em.transactional(async () => {
        await books.create({ title: 'a' });
        await expect(savepoint).rejects.toThrow('rolled back already');
        await books.create({ title: 'b' });
      }),
    );

    expect(await titles()).toEqual(['a', 'b']);
  });

  it('leaves one that an entity manager has ended by itself as it is', async () => {
    const run = transactions.run(async (em) => {
      await books.create({ title: 'a' });
      await em.rollback();
      throw new Error('no');
    });

    await expect(run).rejects.toThrow('no');
    await transactions.run(() => books.create({ title: 'next' }));
    expect(await titles()).toEqual(['next']);
  });

  it('is looked for once, also where an application has ended and its MikroORM goes on', async () => {
    const { orm, start } = await own();
    const subscribers = orm.em.getEventManager().getSubscribers();
    await start(Book);
    const { size } = subscribers;
    await start(Note);
    expect(subscribers.size).toBe(size);

    await orm.reconnect();
    await orm.em.fork().transactional((em) => sqlOf(em).execute('select 1'));
    const again = await start(Label);
    const run = again.run((em) => sqlOf(em).execute('rollback'));
    await expect(run).rejects.toThrow('A statement of this transaction has ended it');
    await again.run((em) => insertByKysely(em, 'next'));
    expect(await titles()).toEqual(['next']);
  });

  async function own() {
    const dbName = database.slice('sqlite:'.length);
    await runSql(database, 'create table labels (id integer primary key)');
    const discovery = { warnWhenNoEntities: false };
    const orm = await MikroORM.init({ dbName, entities: [], discovery });
    onTestFinished(() => orm.close());
    const start = async (endpoint: EndpointClass) => {
      const imports = [LightApiModule.forRoot({ orm, endpoints: [endpoint] })];
      const { app } = await startNest({ imports });
      return app.get(Transactions);
    };
    return { orm, start };
  }

  async function titles() {
    const rows = await runSql(database, 'select title from books order by id');
    return rows.map(({ title }: { title: string }) => title);
  }
});

function row(title: string) {
  const moment = new Date();
  return { title, created_at: moment, updated_at: moment, version: 1 };
}

function insertByKysely(em: EntityManager, title: string) {
  const kysely = sqlOf(em).getKysely<{ books: Record<keyof ReturnType<typeof row>, unknown> }>();
  return kysely
    .insertInto('books')
    .values({ ...row(title), created_at: 0, updated_at: 0 })
    .execute();
}

function sqlOf(em: EntityManager): SqlEntityManager {
  return em as SqlEntityManager;
}
