import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { LightApi, type LightApiServerOptions } from '../../lib/index.js';
import { ApiClient } from './api-client.js';

/** A database of a test's own, and how it is taken away again. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A kind of database that the tests run on. */
export interface TestServer {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Why nothing can be tested on it here; `undefined` where it can. */
  readonly missing: string | undefined;
  create(): Promise<TestDatabase>;
}

const POSTGRES = process.env.LIGHTAPI_TEST_POSTGRES ?? 'postgresql://postgres@127.0.0.1:5432/test';

const sqlite: TestServer = {
  name: 'SQLite',
  missing: undefined,
  async create() {
    const directory = await mkdtemp(join(tmpdir(), 'lightapi-test-'));
    return {
      url: `sqlite:${join(directory, 'test.db')}`,
      drop: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

const postgres: TestServer = {
  name: 'PostgreSQL',
  missing: await whyNoPostgres(),
  async create() {
    const name = `lightapi_test_${randomUUID().replaceAll('-', '')}`;
    await administer(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C'`);
    const url = new URL(POSTGRES);
    url.pathname = `/${name}`;
    return {
      url: url.href,
      drop: () => administer(`drop database if exists ${name} with (force)`),
    };
  },
};

/** What `describe.each` runs over: each database, with the reason in its name where it is skipped. */
export const SERVERS: readonly TestServer[] = [sqlite, postgres];

/** A running application, and a client for it. */
export interface TestApi extends ApiClient {
  readonly url: string;
  /** Stops the application and drops the database. */
  stop(): Promise<void>;
}

/**
 * Serves endpoints on a fresh database of the given kind, over a real socket.
 *
 * @param made - the database, where it is there already: it is dropped as one of its own
 */
export async function startApi(
  server: TestServer,
  options: LightApiServerOptions,
  made?: TestDatabase,
): Promise<TestApi> {
  const database = made ?? (await server.create());
  const app = await LightApi.run({
    database: database.url,
    ...options,
    host: '127.0.0.1',
    port: 0,
  }).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  const url = await app.getUrl();
  return Object.assign(new ApiClient(url), {
    url,
    stop: async () => {
      await app.close();
      await database.drop();
    },
  });
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function whyNoPostgres(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: POSTGRES, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    return `no PostgreSQL at ${new URL(POSTGRES).host} (${code ?? 'no answer'}); set LIGHTAPI_TEST_POSTGRES`;
  }
}
