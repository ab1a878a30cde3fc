import { randomUUID } from 'node:crypto';

import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type DatabaseOptions,
  Endpoint,
  type EndpointClass,
  Field,
  LightApiModule,
  RestEndpoint,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { startNest } from './support/nest-app.js';
import { SERVERS, type TestDatabase } from './support/servers.js';
import { runSql } from './support/sql.js';
import { CERTIFICATE, TlsPostgres } from './support/tls-postgres.js';

const POSTGRES = SERVERS[1]!;

describe.skipIf(POSTGRES.missing)('the URL of a PostgreSQL', () => {
  let home: TestDatabase;
  let tls: TlsPostgres;
  beforeAll(async () => {
    home = await POSTGRES.create();
    tls = await TlsPostgres.start(home.url);
  });
  afterAll(async () => {
    await tls[Symbol.asyncDispose]();
    await home.drop();
  });

  it.each([
    `sslmode=verify-full&sslrootcert=${CERTIFICATE}`,
    `sslmode=verify-ca&sslrootcert=${CERTIFICATE}`,
    'sslmode=require',
    'ssl=require',
  ])('encrypts every connection by %s', async (query) => {
    const api = await started(`${tls.url}?${query}`);

    const name = randomUUID();
    const made = await api.post('/authors', { name });
    const read = await Promise.all(
      Array.from({ length: 20 }, () => api.get(made.headers.get('location') ?? '')),
    );

    expect(read.map(({ text }) => text)).toEqual(Array(20).fill(made.text));
    expect(made.json.name).toBe(name);
  });

  it.each(['sslmode=verify-full', 'ssl=true'])(
    'refuses a server that nobody vouches for, by %s',
    async (query) => {
      await expect(started(`${tls.url}?${query}`)).rejects.toThrow(
        /can't be opened \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Nobody that is trusted/,
      );
    },
  );

  it('refuses a server that does not encrypt, where that is asked for', async () => {
    await expect(started(`${home.url}?sslmode=require`)).rejects.toMatchObject({
      message: expect.stringMatching(/can't be opened\. It speaks no TLS/) as string,
      cause: { message: 'The server does not support SSL connections' },
    });
  });

  it('encrypts nothing by sslmode=disable', async () => {
    await expect(started(`${tls.url}?sslmode=disable`)).rejects.toThrow(/can't be opened/);
  });

  it('names the application and sets options, beside those that answers depend on', async () => {
    const api = await started(
      `${home.url}?application_name=shop&options=-c%20work_mem%3D8MB%20-c%20TimeZone%3DAsia/Tokyo`,
    );
    const { json } = await api.post('/authors', { name: randomUUID() });
    expect(Math.abs(Date.now() - Date.parse(json.created_at as string))).toBeLessThan(60_000);

    const rows = await runSql(
      home.url,
      `select distinct application_name from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );

    expect(rows).toEqual([{ application_name: 'shop' }]);
  });
});

describe.skipIf(POSTGRES.missing)('a PostgreSQL where a backslash in a literal escapes', () => {
  let home: TestDatabase;
  beforeAll(async () => {
    home = await POSTGRES.create();
    await runSql(
      home.url,
      `do $$ begin execute format('alter database %I set standard_conforming_strings = off', current_database()); end $$`,
    );
  });
  afterAll(() => home.drop());

  it.each<[string, (url: string) => DatabaseOptions]>([
    ['by its URL', (url) => url],
    ["by MikroORM's options", (clientUrl) => ({ driver: PostgreSqlDriver, clientUrl })],
  ])('is searched and matched like any other, opened %s', async (_how, optionsOf) => {
    const api = await started(optionsOf(home.url), Saying);
    const text = `${randomUUID()}\\100%_\``;
    await api.post('/sayings', { text });

    for (const query of ['search', 'text[contains]', 'text[startswith]', 'text[endswith]']) {
      const { json } = await api.get(`/sayings?${query}=${encodeURIComponent(text)}`);
      expect(json, query).toMatchObject({ count: 1, results: [{ text }] });
    }
    const pattern = encodeURIComponent(`${text.slice(0, 36)}_100\\%\\_%`);
    for (const operator of ['like', 'ilike']) {
      const { json } = await api.get(`/sayings?text[${operator}]=${pattern}`);
      expect(json, operator).toMatchObject({ count: 1, results: [{ text }] });
    }
  });
});

@Endpoint('/sayings', {
  filtering: { fields: ['text'], search: ['text'] },
  pagination: { style: 'page_number' },
})
class Saying extends RestEndpoint {
  @Field({ default: 'a\\b' })
  text!: string;
}

function started(database: DatabaseOptions, endpoint: EndpointClass = Author) {
  return startNest({ imports: [LightApiModule.forRoot({ database, endpoints: [endpoint] })] });
}
