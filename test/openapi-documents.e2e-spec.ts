import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';

import { CHINOOK_MISSING, createChinook } from './support/chinook.js';
import { buildProgram, emptyDirectory, runProgram, ServerProcess } from './support/cli-process.js';
import { configFile } from './support/config-file.js';
import { LEGACY } from './support/legacy-schema.js';
import { freshDatabase } from './support/nest-app.js';
import { type ApiDocument, mistakesIn } from './support/openapi.js';
import { databaseWith } from './support/reflected-api.js';
import { SampleProcess, START_LIMIT_MS } from './support/sample-process.js';
import { SERVERS } from './support/servers.js';

const YAML = join(import.meta.dirname, '..', 'sample', '04-yaml');
const AVAILABLE = SERVERS.filter(({ missing }) => missing === undefined);

beforeAll(() => buildProgram(), START_LIMIT_MS);

describe.each(AVAILABLE)('a document without a mistake on $name', { timeout: 60_000 }, (server) => {
  it.each([
    ['01-bookstore', ['/books', '/books/{id}']],
    ['02-movies', ['/movies', '/movies/{id}', '/movie-stream', '/movie-stream/{id}']],
    ['03-accounts', ['/accounts', '/accounts/{id}', '/notes', '/notes/{id}', '/auth/login']],
  ])('is that of the sample %s', async (sample, paths) => {
    const database = await freshDatabase(server);
    const running = await SampleProcess.start(sample, database);
    onTestFinished(async () => {
      await running.stop();
    });

    const document = await documentAt(running.url);

    expect(await mistakesIn(document)).toEqual([]);
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(paths));
  });

  it('is that of the sample 04-yaml, served as it is printed', async () => {
    const variables = { DATABASE_URL: await freshDatabase(server) };
    const file = join(YAML, 'lightapi.yaml');

    const { stdout, stderr } = await runProgram(['openapi', file], variables);
    const { url } = await ServerProcess.start([file], variables);

    expect(stderr).toBe('');
    expect(await mistakesIn(JSON.parse(stdout) as object)).toEqual([]);
    expect(await documentAt(url)).toEqual(JSON.parse(stdout));
  });

  it('is that of the oldest tables', async () => {
    const database = await databaseWith(server, LEGACY);

    const document = await introspected(database);

    expect(await mistakesIn(document)).toEqual([]);
    expect(Object.keys(document.paths)).toContain('/order-line/{id}');
    expect(Object.keys(document.paths)).not.toContain('/artist-names/{id}');
  });

  it.skipIf(CHINOOK_MISSING !== undefined)(
    `is that of the music shop ${CHINOOK_MISSING ?? ''}`,
    async () => {
      const database = await createChinook(server);
      onTestFinished(() => database.drop());

      const document = await introspected(database.url);

      expect(await mistakesIn(document)).toEqual([]);
      expect(Object.keys(document.components.schemas)).toEqual(
        expect.arrayContaining(['Album', 'AlbumCreate', 'InvoiceLine', 'PlaylistTrack']),
      );
    },
  );
});

const WAREHOUSE = 'the document of the sample warehouse has a column that only serving adds';

it(WAREHOUSE, { timeout: 60_000 }, async () => {
  const directory = emptyDirectory();
  const file = join(YAML, 'warehouse.yaml');
  execFileSync(process.execPath, [join(YAML, 'warehouse.js')], { cwd: directory, stdio: 'ignore' });

  const early = await runProgram(['openapi', file], {}, directory);
  const { url } = await ServerProcess.start([file], {}, directory);
  const served = await documentAt(url);
  const { stdout } = await runProgram(['openapi', file], {}, directory);

  expect(early.stderr).toContain(`the table 'Shelf' lacks the column 'checked_at'`);
  expect(await mistakesIn(served)).toEqual([]);
  expect(Object.keys(served.paths['/stock'] ?? {})).toEqual(['get']);
  expect(served.components.schemas.Shelf).toHaveProperty('properties.checked_at');
  expect(JSON.parse(stdout)).toEqual(served);
});

async function documentAt(url: string): Promise<ApiDocument> {
  const answer = await fetch(`${url}/openapi.json`);
  return (await answer.json()) as ApiDocument;
}

/** Of what `introspect` prints. */
async function introspected(database: string): Promise<ApiDocument> {
  const { stdout } = await runProgram(['introspect', database]);
  const config = parse(stdout) as object;
  const file = await configFile(stringify({ ...config, database: { url: database } }));
  const printed = await runProgram(['openapi', file]);
  expect(printed.stderr).toBe('');
  return JSON.parse(printed.stdout) as ApiDocument;
}
