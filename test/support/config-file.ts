import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { LightApi } from '../../lib/index.js';
import { ApiClient } from './api-client.js';

/** Code that files of the tests name. */
export const SHOP = join(import.meta.dirname, '..', 'fixtures', 'config', 'shop.ts');

/** A directory of the test's own, gone when it ends. */
export async function ownDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lightapi-config-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A file of this content, and others beside it. */
export async function configFile(
  yaml: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const directory = await ownDirectory();
  const files = { 'lightapi.yaml': yaml, ...others };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return join(directory, 'lightapi.yaml');
}

/** Serves a file, in memory unless it names a database; stopped when the test ends. */
export async function serveYaml(
  yaml: string,
  others: Readonly<Record<string, string>> = {},
): Promise<ApiClient> {
  const named = /^database/m.test(yaml) ? yaml : `database_url: "sqlite::memory:"\n${yaml}`;
  const api = await LightApi.fromConfig(await configFile(named, others));
  const app = await api.run({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return new ApiClient(await app.getUrl());
}
