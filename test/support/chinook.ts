import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runScript } from './reflection.js';
import type { TestDatabase, TestServer } from './servers.js';

/** Beside the project, of which it is no part. */
const DIRECTORY = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'chinook');
const SCRIPT = join(DIRECTORY, 'chinook.postgresql.sql');
const FILE = join(DIRECTORY, 'chinook.sqlite');

/** Why the music shop can't be served; `undefined` where it can. */
export const CHINOOK_MISSING = whyMissing();

/** The music shop in a database of the test's own. */
export async function createChinook(server: TestServer): Promise<TestDatabase> {
  const database = await server.create();
  if (server.name === 'SQLite') {
    await copyFile(FILE, database.url.slice('sqlite:'.length));
    return database;
  }
  const script = readFileSync(SCRIPT, 'utf8');
  // The script begins by making a database, by commands of psql.
  await runScript(database.url, script.slice(script.indexOf('CREATE TABLE')));
  return database;
}

function whyMissing(): string | undefined {
  if (existsSync(SCRIPT) && existsSync(FILE)) return undefined;
  const reason = 'no Chinook database in ../shared/data/chinook';
  if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw new Error(reason);
  return reason;
}
