import { onTestFinished } from 'vitest';

import { LightApi, type LightApiServerOptions } from '../../lib/index.js';
import { ApiClient } from './api-client.js';
import { freshDatabase } from './nest-app.js';
import { runScript } from './reflection.js';
import type { TestServer } from './servers.js';

/** SQL of tables that are there before any endpoint is. */
export type Tables = Readonly<Record<TestServer['name'], string>>;

/** A client of an API over tables, and the database's URL. */
export interface ReflectedApi extends ApiClient {
  readonly database: string;
}

/** A database that a script has made; dropped when the test ends. */
export async function databaseWith(server: TestServer, tables: Tables): Promise<string> {
  const url = await freshDatabase(server);
  await runScript(url, tables[server.name]);
  return url;
}

/** Serves tables that a script has made; stopped when the test ends. */
export async function serveTables(
  server: TestServer,
  tables: Tables,
  options: LightApiServerOptions,
): Promise<ReflectedApi> {
  return serveDatabase(await databaseWith(server, tables), options);
}

/** Serves a database as it is; stopped when the test ends. */
export async function serveDatabase(
  database: string,
  options: LightApiServerOptions,
): Promise<ReflectedApi> {
  const app = await LightApi.run({ database, ...options, host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return Object.assign(new ApiClient(await app.getUrl()), { database });
}
