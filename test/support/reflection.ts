import type { MikroORM } from '@mikro-orm/core';
import Database from 'better-sqlite3';
import pg from 'pg';

import { openDatabase } from '../../lib/schema/open-database.js';
import type { TestDatabase, TestServer } from './servers.js';

/** A database that a script has made, and a connection of ours to it. */
export interface ScriptedDatabase extends TestDatabase {
  readonly orm: MikroORM;
}

/** Makes a database by a script of many statements. */
export async function databaseOf(server: TestServer, script: string): Promise<TestDatabase> {
  const database = await server.create();
  await runScript(database.url, script);
  return database;
}

/** As {@link databaseOf}, with a connection; `drop` closes it. */
export async function openDatabaseOf(
  server: TestServer,
  script: string,
): Promise<ScriptedDatabase> {
  const database = await databaseOf(server, script);
  const orm = await openDatabase({ database: database.url });
  return {
    url: database.url,
    orm,
    drop: async () => {
      await orm.close(true);
      await database.drop();
    },
  };
}

/** Runs many statements at once. */
export async function runScript(url: string, script: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new Database(url.slice('sqlite:'.length));
    database.exec(script);
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
}
