import { MikroORM, PostgreSqlDriver, type SqlEntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  DatabaseUnavailableError,
  Endpoint,
  type EndpointService,
  Field,
  getEndpointToken,
  LightApiModule,
  type LightApiModuleOptions,
  RestEndpoint,
  Transactions,
} from '../lib/index.js';
import { freshDatabase, startNest } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

@Endpoint('/books')
class Book extends RestEndpoint {
  @Field() title!: string;
}

@Endpoint('/authors')
class Author extends RestEndpoint {
  @Field() name!: string;
}

/** One connection is all there is, and nobody waits for it longer than a second. */
const ONE = { pool: { max: 1 }, driverOptions: { connectionTimeoutMillis: 1000 } };

describe.skipIf(POSTGRES.missing)(
  `connections that the application has made (${POSTGRES.missing ?? 'PostgreSQL'})`,
  () => {
    it("are replaced where transactions lose them, of MikroORM's options", async () => {
      const url = await freshDatabase(POSTGRES);

      await expectReplaced(url, {
        database: { driver: PostgreSqlDriver, clientUrl: url, ...ONE },
      });
    });

    it("are replaced where transactions lose them, of the application's MikroORM", async () => {
      const { url, orm } = await ownOrm();

      await expectReplaced(url, { orm });
    });

    it('are looked after once, however many applications use them', async () => {
      const { orm, pool } = await ownOrm();
      await start({ orm });
      const once = listenersOf(pool);

      await start({ orm, endpoints: [Author] });

      expect(listenersOf(pool)).toEqual(once);
    });
  },
);

/** The one that the start has used, and the one behind it. */
async function expectReplaced(url: string, options: LightApiModuleOptions): Promise<void> {
  const app = await start(options);
  const books = app.get<EndpointService<Book>>(getEndpointToken(Book));
  const transactions = app.get(Transactions);
  const lose = () =>
    transactions.run(async (em) => {
      await books.create({ title: 'lost' });
      const sql = em as SqlEntityManager;
      const [row] = await sql.execute<{ pid: number }[]>('select pg_backend_pid() pid');
      await runSql(url, `select pg_terminate_backend(${row!.pid})`);
      await books.create({ title: 'lost' });
    });

  await expect(lose()).rejects.toBeInstanceOf(DatabaseUnavailableError);
  await expect.poll(() => books.list(), { timeout: 5000 }).toMatchObject({ results: [] });
  await expect(lose()).rejects.toBeInstanceOf(DatabaseUnavailableError);
  await expect.poll(() => books.create({ title: 'a' })).toMatchObject({ title: 'a' });
  expect((await books.list()).results.map(({ title }) => title)).toEqual(['a']);
}

async function ownOrm() {
  const url = await freshDatabase(POSTGRES);
  const discovery = { warnWhenNoEntities: false };
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery, ...ONE });
  onTestFinished(() => orm.close());
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  return { url, orm, pool };
}

async function start(options: LightApiModuleOptions) {
  const { app } = await startNest({
    imports: [LightApiModule.forRoot({ endpoints: [Book], ...options })],
  });
  return app;
}

function listenersOf(pool: Pool): Record<string, number> {
  return Object.fromEntries(pool.eventNames().map((name) => [name, pool.listenerCount(name)]));
}
