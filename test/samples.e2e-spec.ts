import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readmeRequests, SHOWN_ORIGIN, type ShownRequest } from './support/readme-requests.js';
import { SampleProcess, START_LIMIT_MS } from './support/sample-process.js';
import { SERVERS, type TestDatabase } from './support/servers.js';
import { ShellVariables } from './support/shell-variables.js';

const SAMPLES = join(import.meta.dirname, '..', 'sample');
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The documents whose curl lines are sent, each to a fresh start of a sample. */
const DOCUMENTS = [
  { document: 'sample/01-bookstore/README.md', sample: '01-bookstore', prefix: '/books' },
  { document: 'sample/02-movies/README.md', sample: '02-movies', prefix: '/movie' },
  { document: 'sample/03-accounts/README.md', sample: '03-accounts', prefix: '/' },
  { document: 'sample/04-yaml/README.md', sample: '04-yaml', prefix: '/' },
  { document: 'sample/05-client/README.md', sample: '05-client', prefix: '/books' },
  { document: 'docs/guide/filtering.md', sample: '02-movies', prefix: '/movie' },
  { document: 'docs/guide/pagination.md', sample: '02-movies', prefix: '/movie' },
  { document: 'docs/guide/caching.md', sample: '02-movies', prefix: '/movie' },
  { document: 'docs/guide/serializers.md', sample: '02-movies', prefix: '/movie' },
  { document: 'docs/quickstart.md', sample: '01-bookstore', prefix: '/books' },
  { document: 'README.md', sample: '01-bookstore', prefix: '/books' },
  { document: 'README.md', sample: '02-movies', prefix: '/movie' },
];

/** The same on each database. */
const CASES = SERVERS.flatMap((server) =>
  DOCUMENTS.map((shown) => ({
    ...shown,
    server,
    on: server.missing === undefined ? server.name : `${server.name} (${server.missing})`,
    isRun: server.missing === undefined,
  })),
);

describe.each(CASES)('the requests to $prefix in $document on $on', (shown) => {
  const { document, sample, prefix, server, isRun } = shown;
  const requests = readmeRequests(document).filter(({ path }) => path.startsWith(prefix));
  const variables = new ShellVariables();
  let database: TestDatabase | undefined;
  let process: SampleProcess | undefined;
  beforeAll(async () => {
    if (!isRun) return;
    database = await server.create();
    process = await SampleProcess.start(sample, database.url);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await process?.stop();
    await database?.drop();
  });

  it.skipIf(!isRun).each(requests)('$title', async (request) => {
    const answer = await send(process!.url, variables.expandRequest(request));

    expect(answer.status).toBe(request.status);
    if (request.answer !== undefined)
      expect(answer.body).toEqual(timeless(variables.learn(request.answer, answer.body)));
    expect(answer.headers).toMatchObject(
      variables.learn(request.answerHeaders, answer.headers) as object,
    );
  });

  it.skipIf(!isRun)('come to a process that ends with exit code 0 when it is told to', async () => {
    const ending = await process!.stop();

    expect(ending).toEqual({ code: 0, signal: null });
  });
});

describe('the films', () => {
  let database: TestDatabase;
  let process: SampleProcess;
  beforeAll(async () => {
    database = await SERVERS[0]!.create();
    process = await SampleProcess.start('02-movies', database.url);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await process.stop();
    await database.drop();
  });

  it('are all loaded, and a line to try is printed', async () => {
    await expect.poll(() => process.output).toContain(`curl ${process.url}/movies/1`);

    expect(process.output).toContain('3201 films loaded');
  });

  it.each([
    [3201, { title: 'The Mask of Zorro', release_date: '1998-07-17' }],
    [2, { title: 'First Love, Last Rites', imdb_rating: '6.9', running_time: null }],
  ])('include number %i', async (id, expected) => {
    const answer = await fetch(`${process.url}/movies/${id}`);

    expect(await answer.json()).toMatchObject(expected);
  });
});

describe('the folder of samples', () => {
  it('has no sample whose README is not tried here', () => {
    const samples = readdirSync(SAMPLES).filter((name) => /^\d\d-/.test(name));

    const tried = new Set(DOCUMENTS.map(({ document }) => document));

    expect(samples.filter((name) => !tried.has(`sample/${name}/README.md`))).toEqual([]);
  });
});

async function send(url: string, { path, method, headers, body }: ShownRequest) {
  const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  const shown = (text: string) => text.replaceAll(url, SHOWN_ORIGIN);
  const text = shown(await answer.text());
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  const answerHeaders = [...answer.headers].map(([name, value]) => [name, shown(value)]);
  return {
    status: answer.status,
    headers: Object.fromEntries(answerHeaders) as Record<string, string>,
    body: timeless(json),
  };
}

/** The same, with a word for every instant: a document can't know them. */
function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value === 'string') return INSTANT.test(value) ? 'an instant' : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, timeless(item)]));
}
