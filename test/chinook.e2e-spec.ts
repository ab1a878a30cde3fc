import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { codecOf } from '../lib/column/codec-of.js';
import { fieldOf } from '../lib/column/field-model.fixture.js';
import { ENDPOINT_OPTION_NAMES } from '../lib/declare/endpoint-options.interface.js';
import { LightApi } from '../lib/index.js';
import { openDatabase } from '../lib/schema/open-database.js';
import { reflectTables } from '../lib/schema/table-reflector.js';
import { ApiClient } from './support/api-client.js';
import { CHINOOK_MISSING, createChinook } from './support/chinook.js';
import { buildProgram, runProgram } from './support/cli-process.js';
import { SERVERS, type TestServer } from './support/servers.js';
import { runSql } from './support/sql.js';

// The option comes with the endpoints that are served by reflection.
const MISSING = ENDPOINT_OPTION_NAMES.includes('reflect')
  ? CHINOOK_MISSING
  : 'reflect is not served yet';

/** Each table, with its rows and the members of a new one, as PostgreSQL names them. */
const TABLES = [
  ['album', 347, { album_id: 9001, title: 'New', artist_id: 1 }, { title: 'Newer' }],
  ['artist', 275, { artist_id: 9001, name: 'New' }, { name: null }],
  [
    'customer',
    59,
    { customer_id: 9001, first_name: 'A', last_name: 'B', email: 'a@b.c' },
    { city: 'Zürich' },
  ],
  [
    'employee',
    8,
    { employee_id: 9001, last_name: 'B', first_name: 'A', reports_to: 1 },
    { title: 'Boss' },
  ],
  ['genre', 25, { genre_id: 9001, name: 'New' }, { name: 'Newer' }],
  [
    'invoice',
    412,
    { invoice_id: 9001, customer_id: 1, invoice_date: '2026-01-02T03:04:05.000Z', total: '1.50' },
    { total: '2.00' },
  ],
  [
    'invoice_line',
    2240,
    { invoice_line_id: 9001, invoice_id: 1, track_id: 1, unit_price: '0.99', quantity: 1 },
    { quantity: 2 },
  ],
  ['media_type', 5, { media_type_id: 9001, name: 'New' }, { name: 'Newer' }],
  ['playlist', 18, { playlist_id: 9001, name: 'New' }, { name: 'Newer' }],
  ['playlist_track', 8715, { playlist_id: 2, track_id: 9 }, undefined],
  [
    'track',
    3503,
    { track_id: 9001, name: 'New', media_type_id: 1, milliseconds: 1, unit_price: '0.99' },
    { bytes: 12 },
  ],
] as const;

/** `artist_id` is `ArtistId` in the SQLite file. */
const SPELLINGS: Record<TestServer['name'], (name: string) => string> = {
  SQLite: (name) => name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase()),
  PostgreSQL: (name) => name,
};

function spelled(server: TestServer, row: object): Record<string, any> {
  const spell = SPELLINGS[server.name];
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [spell(name), value]));
}

interface Shop {
  readonly client: ApiClient;
  readonly stop: () => Promise<void>;
}

/** What `introspect` prints, served. */
async function serve(server: TestServer): Promise<Shop> {
  const database = await createChinook(server);
  const { stdout, stderr } = await runProgram(['introspect', database.url]);
  expect(stderr).toBe('');
  const config = { ...(parse(stdout) as object), database: { url: database.url } };
  const api = await LightApi.fromObject(config);
  const app = await api.run({ host: '127.0.0.1', port: 0 });
  return {
    client: new ApiClient(await app.getUrl()),
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}

const routeOf = (table: string): string => `/${table.replaceAll('_', '-')}`;

describe.skipIf(MISSING)(`Chinook, served by introspection ${MISSING ?? ''}`, () => {
  const shops = new Map<string, Shop>();
  const servers = SERVERS.filter(({ missing }) => missing === undefined);

  beforeAll(async () => {
    await buildProgram();
    for (const server of servers) shops.set(server.name, await serve(server));
  });
  afterAll(async () => {
    for (const { stop } of shops.values()) await stop();
  });

  describe.each(servers)('on $name', (server) => {
    it.each(TABLES)('lists %s whole', async (table, count) => {
      const { client } = shops.get(server.name)!;

      const { status, json } = await client.get(`${routeOf(table)}?page_size=2`);

      expect([status, json.count, json.results.length]).toEqual([200, count, 2]);
    });

    it.each(TABLES)(
      'creates, reads, changes under lock and deletes a row of %s',
      async (table, _count, row, change) => {
        const { client } = shops.get(server.name)!;
        const made = await client.post(routeOf(table), spelled(server, row));
        expect([made.status, made.json]).toEqual([201, expect.anything()]);
        const path = new URL(made.headers.get('location')!, 'http://x').pathname;

        const read = await client.get(path);
        expect(read.json).toEqual(made.json);
        const tag = read.headers.get('etag')!;
        if (change !== undefined) {
          const body = spelled(server, change);
          const changed = await client.patch(path, body, { 'if-match': tag });
          expect([changed.status, changed.json]).toEqual([200, { ...read.json, ...body }]);
          const late = await client.patch(path, body, { 'if-match': tag });
          expect(late.status).toBe(412);
        }
        expect((await client.delete(path)).status).toBe(204);
        expect((await client.get(path)).status).toBe(404);
      },
    );
  });

  it.skipIf(servers.length < 2).each(TABLES)(
    'gives the same values of %s from both databases',
    async (table) => {
      const pages = await Promise.all(
        servers.map((server) =>
          shops.get(server.name)!.client.get(`${routeOf(table)}?page_size=100`),
        ),
      );

      const [sqlite, postgres] = pages.map(({ json }) =>
        (json.results as readonly object[]).map((row) => alike(JSON.stringify(Object.values(row)))),
      );
      expect(postgres).toEqual(sqlite);
    },
  );
});

/** PostgreSQL takes the script's N'Edinburgh ' for a `char`, and so stores it without the blank. */
function alike(text: string): string {
  return text.replace('"Edinburgh "', '"Edinburgh"');
}

/** Every row of a table, as JSON, in the order of its key. */
async function jsonOf(server: TestServer): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await createChinook(server);
  const orm = await openDatabase({ database: database.url });
  const dialect = server.name === 'SQLite' ? 'sqlite' : 'postgresql';
  const tables = new Map<string, readonly string[]>();
  for (const { name, columns, primaryKey } of (await reflectTables(orm, undefined)).all) {
    const codecs = columns.map((one) => codecOf(fieldOf(one.type!, one.constraints), dialect));
    const selected = columns.map((one, at) => {
      const quoted = `"${one.name}"`;
      return `${codecs[at]!.selection?.(quoted) ?? quoted} as "${one.name}"`;
    });
    const key = primaryKey.map((one) => `"${name}"."${one}"`).join(', ');
    const rows = await runSql(
      database.url,
      `select ${selected.join(', ')} from "${name}" order by ${key}`,
    );
    const texts = rows.map((row) =>
      columns.map((one, at) => {
        const raw: unknown = row[one.name];
        return raw === null ? 'null' : codecs[at]!.toText(raw);
      }),
    );
    tables.set(
      name.replaceAll('_', '').toLowerCase(),
      texts.map((row) => alike(row.join(','))),
    );
  }
  await orm.close(true);
  await database.drop();
  return tables;
}

describe.skipIf(CHINOOK_MISSING ?? SERVERS[1]!.missing)('the rows of Chinook', () => {
  it('are the same JSON from both databases', async () => {
    const [sqlite, postgres] = [await jsonOf(SERVERS[0]!), await jsonOf(SERVERS[1]!)];

    expect(sqlite.size).toBe(11);
    for (const [table, rows] of sqlite) expect(postgres.get(table)).toEqual(rows);
  });
});
