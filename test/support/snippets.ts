import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { onTestFinished, vi } from 'vitest';

import { LightApi, type LightApiServerOptions } from '../../lib/index.js';
import { ApiClient } from './api-client.js';

const SNIPPETS = join(import.meta.dirname, '..', '..', 'docs', 'snippets');

/** What `LightApi` reads where a document says nothing; as it was when the test ends. */
export function useEnvironment(database = 'sqlite::memory:'): void {
  const variables = {
    LIGHTAPI_HOST: '127.0.0.1',
    LIGHTAPI_PORT: '0',
    LIGHTAPI_DATABASE_URL: database,
    DATABASE_URL: database,
    LIGHTAPI_JWT_SECRET: 'a secret of at least thirty-two bytes',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** Serves endpoints in memory; stopped when the test ends. */
export async function serveSnippet(options: LightApiServerOptions): Promise<ApiClient> {
  const memory = { database: 'sqlite::memory:', host: '127.0.0.1', port: 0 };
  return clientOf(LightApi.run({ ...memory, ...options }));
}

/** Starts a program that a document shows; stopped when the test ends. */
export async function clientOf(start: ReturnType<typeof LightApi.run>): Promise<ApiClient> {
  const app = await start;
  onTestFinished(() => app.close());
  return new ApiClient(await app.getUrl());
}

/** A directory with a snippet's file and what is beside it. */
export async function ownCopy(file: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lightapi-snippet-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await cp(join(SNIPPETS, dirname(file)), directory, { recursive: true });
  return join(directory, basename(file));
}

/** The URL of a database with the tables that the guides serve. */
export async function oldDatabase(): Promise<string> {
  const file = join(dirname(await ownCopy('reflection/lightapi.yaml')), 'old.db');
  const database = new Sqlite(file);
  database.exec(`
    create table Artist (ArtistId integer primary key, Name text not null, Country text,
      Salary text, Password text default 'x', MentorId integer);
    insert into Artist (Name, Country) values ('Ada', 'UK');
    create table invoice_line (invoice_line_id integer primary key, invoice_id integer not null,
      track_id integer not null, unit_price numeric(10, 2) not null, quantity integer not null);
  `);
  database.close();
  return `sqlite:${file}`;
}
