import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { beforeEach, describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointService,
  entityOf,
  Field,
  getEndpointToken,
  InjectEndpoint,
  LightApiModule,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  Transactions,
} from '../../lib/index.js';
import { afterCommit } from '../../lib/service/after-commit.js';
import {
  describeOnEachDatabase,
  freshDatabase,
  type NestApi,
  startNest,
} from '../support/nest-app.js';
import { SERVERS, type TestServer } from '../support/servers.js';

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field({ unique: true })
  title!: string;
}

/** Whoever takes a book for lost has its place taken by another one. */
@Endpoint('/loans')
class Loan extends RestEndpoint {
  constructor(
    private readonly transactions: Transactions,
    @InjectEndpoint(Book) private readonly books: EndpointService<Book>,
  ) {
    super();
  }

  @Field({ type: 'int', foreignKey: () => Book })
  book_id!: number;

  override create(data: RequestBody, request: LightApiRequest) {
    return this.transactions.run(async () => {
      const id = Number(data.book_id);
      await Promise.all([
        this.books.destroy(id),
        this.books.create({ title: 'new' }),
        this.books.retrieve(id),
      ]);
      return super.create(data, request);
    });
  }
}

const postgres = SERVERS[1]!;
const reason = postgres.missing === undefined ? '' : ` (${postgres.missing})`;

/** Goes on as if nothing had been. */
@Endpoint('/careless')
class Careless extends RestEndpoint {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  @Field()
  title!: string;

  override post() {
    return this.transactions.run(async (em) => {
      await em.insert(entityOf(Book), row('taken')).catch(() => undefined);
      await em.insert(entityOf(Book), row('second'));
    });
  }
}

/** How an entity manager may meet a refusal: the title is taken. */
const REFUSALS: readonly [who: string, meet: (em: EntityManager) => Promise<unknown>][] = [
  ['its entity manager', (em) => em.insert(entityOf(Book), row('taken'))],
  ['SQL', (em) => sqlOf(em).execute(`insert into books select * from books`)],
  ['Kysely', (em) => insertByKysely(em, 'taken')],
];

/** PostgreSQL made a rollback of the commit, and nobody was told: the rows were answered, and were not there. */
describe.skipIf(postgres.missing !== undefined)(
  `a transaction of PostgreSQL in which an error was caught${reason}`,
  () => {
    let shop: Shop;
    beforeEach(async () => {
      shop = await openShop(postgres);
      await shop.books.create({ title: 'taken' });
    });

    it.each(REFUSALS)('that %s met, is not committed, and tells of it', async (_who, meet) => {
      const { books, transactions, titles } = shop;
      const done: string[] = [];

      const run = transactions.run(async (em) => {
        await books.create({ title: 'first' });
        await afterCommit(() => void done.push('mail'));
        await meet(em).catch(() => undefined);
      });

      await expect(run).rejects.toMatchObject({ status: 409, cause: { code: '23505' } });
      expect(done).toEqual([]);
      expect(await titles()).toEqual(['taken']);
    });

    it.each(REFUSALS)(
      'that %s met, tells what was met to services behind it',
      async (_who, meet) => {
        const { books, transactions } = shop;

        const run = transactions.run(async (em) => {
          await meet(em).catch(() => undefined);
          await books.create({ title: 'second' });
        });

        await expect(run).rejects.toMatchObject({ status: 409, cause: { code: '23505' } });
      },
    );

    it('tells what was met to clients, whoever asks next', async () => {
      const { status, json } = await shop.api.post('/careless', { title: 'any' });

      expect({ status, json }).toEqual({
        status: 409,
        json: { detail: 'another row has the same value in a unique column' },
      });
    });

    it('and undone with a savepoint, goes on', async () => {
      const { books, transactions, titles } = shop;

      await transactions.run(async (em) => {
        await books.create({ title: 'first' });
        const sql = sqlOf(em);
        await sql.execute('savepoint mine');
        await insertByKysely(em, 'taken').catch(() => undefined);
        await sql.execute('rollback to mine');
        await books.create({ title: 'last' });
      });

      expect(await titles()).toEqual(['first', 'last', 'taken']);
    });
  },
);

describeOnEachDatabase('statements at once in a transaction', (server) => {
  it('tell the first error, whichever of them is asked', async () => {
    const { api, books, transactions } = await openShop(server);
    const { id } = await books.create({ title: 'lent' });
    await transactions.run((em) => em.insert(entityOf(Loan), { ...stamps(), book_id: Number(id) }));

    const answers = [];
    for (let at = 0; at < 5; at += 1) answers.push(await api.post('/loans', { book_id: id }));

    const detail = expect.stringContaining('loans');
    expect(answers.map(({ status, json }) => ({ status, json }))).toEqual(
      Array(5).fill({ status: 409, json: { detail } }),
    );
  });

  it('have their savepoints one after the other', async () => {
    const { books, transactions, titles } = await openShop(server);

    const ends = await transactions.run((em) =>
      Promise.allSettled(
        ['a', 'b', 'c'].map((title) =>
          em.transactional(async () => {
            await books.create({ title });
            await sleep(5);
            if (title === 'b') throw new Error('no');
          }),
        ),
      ),
    );

    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await titles()).toEqual(['a', 'c']);
  });

  it('are refused where their savepoints wait for each other', { timeout: 15_000 }, async () => {
    const { books, transactions, titles } = await openShop(server);
    const run = transactions.run(
      async (em) => {
        let shared: Promise<unknown> | undefined;
        const share = () => (shared ??= em.transactional(() => books.create({ title: 'shared' })));
        const first = em.transactional(async () => {
          await sleep(5);
          await share();
        });
        await Promise.all([first, share()]);
      },
      { timeout: 10_000 },
    );

    const cause = { message: expect.stringMatching(/^A savepoint has waited for 4000 ms/) };
    await expect(run).rejects.toMatchObject({ status: 503, cause });
    expect(await titles()).toEqual([]);
    await transactions.run((em) => em.transactional(() => books.create({ title: 'next' })));
    expect(await titles()).toEqual(['next']);
  });

  it('have savepoints within savepoints, whichever entity manager sets them', async () => {
    const { books, transactions, titles } = await openShop(server);

    await transactions.run((em) =>
      Promise.all(
        ['a', 'b'].map((title) =>
          em.transactional(async (inner) => {
            await books.create({ title });
            await em.transactional(() => books.create({ title: `${title} of the outer` }));
            await inner.transactional(() => books.create({ title: `${title} of the inner` }));
          }),
        ),
      ),
    );

    expect(await titles()).toHaveLength(6);
  });
});

type Shop = Awaited<ReturnType<typeof openShop>>;

async function openShop(server: TestServer) {
  const database = await freshDatabase(server);
  const api: NestApi = await startNest({
    imports: [LightApiModule.forRoot({ database, endpoints: [Book, Careless, Loan] })],
  });
  const books = api.app.get<EndpointService<Book>>(getEndpointToken(Book));
  const transactions = api.app.get(Transactions);
  const titles = async () => (await books.list()).results.map(({ title }) => title).sort();
  return { api, books, transactions, titles };
}

function row(title: string) {
  return { title, ...stamps() };
}

function stamps() {
  const moment = new Date();
  return { created_at: moment, updated_at: moment, version: 1 };
}

function sqlOf(em: EntityManager): SqlEntityManager {
  return em as SqlEntityManager;
}

function insertByKysely(em: EntityManager, title: string): Promise<unknown> {
  const kysely = sqlOf(em).getKysely<Record<'books', ReturnType<typeof row>>>();
  return kysely.insertInto('books').values(row(title)).execute();
}
