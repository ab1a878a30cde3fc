import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { readConfigText } from '../lib/config/config-file.reader.js';
import { ENDPOINT_OPTION_NAMES } from '../lib/declare/endpoint-options.interface.js';
import { CHINOOK_MISSING, createChinook } from './support/chinook.js';
import { buildProgram, emptyDirectory, runProgram, ServerProcess } from './support/cli-process.js';
import { LEGACY } from './support/legacy-schema.js';
import { databaseOf } from './support/reflection.js';
import { SERVERS, type TestDatabase } from './support/servers.js';
import { runSql } from './support/sql.js';

const ROOT = join(import.meta.dirname, '..');
const POSTGRES = SERVERS[1]!;

beforeAll(buildProgram);

interface Printed {
  readonly database: { readonly url: string };
  readonly endpoints: readonly {
    readonly route: string;
    readonly reflect: true;
    readonly meta: Record<string, any>;
  }[];
}

async function introspected(url: string, ...more: readonly string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runProgram(['introspect', url, ...more]);
  expect([code, stderr]).toEqual([0, '']);
  return parse(stdout) as Printed;
}

function metaOf({ endpoints }: Printed, table: string): Record<string, any> | undefined {
  return endpoints.find(({ meta }) => meta.table === table)?.meta;
}

describe('lightapi introspect on SQLite', () => {
  it('only reads what a foreign key keeps from being written, so that the file starts', async () => {
    const sql = `create table badfk (id integer primary key, u integer references nix(id));
create table loose (id integer primary key, code text);
create table tight (id integer primary key, loose text references loose(code));
create table good (id integer primary key, name text);`;
    const bad = await databaseOf(SERVERS[0]!, sql);
    onTestFinished(() => bad.drop());
    const directory = emptyDirectory();
    await runProgram(['introspect', bad.url, '-o', join(directory, 'made.yaml')]);

    const printed = parse(await readFile(join(directory, 'made.yaml'), 'utf8')) as Printed;
    const { url } = await ServerProcess.start(['made.yaml'], {}, directory);

    const methods = printed.endpoints.map(({ meta }): [string, unknown] => [
      String(meta.table),
      meta.methods,
    ]);
    expect(Object.fromEntries(methods)).toEqual({
      badfk: ['GET'],
      loose: ['GET'],
      tight: ['GET'],
      good: undefined,
    });
    expect((await fetch(`${url}/badfk`)).status).toBe(200);
  });
});

for (const server of SERVERS)
  describe.skipIf(server.missing)(
    `lightapi introspect on ${server.name} ${server.missing ?? ''}`,
    () => {
      let legacy: TestDatabase;

      beforeAll(async () => {
        legacy = await databaseOf(server, LEGACY[server.name]);
      });
      afterAll(() => legacy.drop());

      it('names no column that can be no member', async () => {
        const sql = 'create table odd (id integer primary key, "constructor" text, name text);';
        const odd = await databaseOf(server, sql);
        onTestFinished(() => odd.drop());

        expect(metaOf(await introspected(odd.url), 'odd')?.filtering.search).toEqual(['name']);
      });

      it('declares no column in classes that no member can show', async () => {
        const sql = `create table odd (id integer primary key, "toString" text, prototype text, "__proto__" text);`;
        const odd = await databaseOf(server, sql);
        onTestFinished(() => odd.drop());
        const classes = join(emptyDirectory(), 'classes');

        await runProgram(['introspect', odd.url, '--classes', classes]);

        const text = await readFile(join(classes, 'odd.endpoint.ts'), 'utf8');
        expect(text.match(/declare \w+/g)).toEqual(['declare id']);
        for (const name of ['toString', 'prototype', '__proto__'])
          expect(text).toContain(
            `  // The column "${name}" is left out, as no member can show it.`,
          );
      });

      it('serves each table, and only reads what can not be written', async () => {
        const printed = await introspected(legacy.url);

        expect(new Set(printed.endpoints.map(({ reflect }) => reflect))).toEqual(new Set([true]));
        expect(metaOf(printed, 'Artist')?.methods).toBeUndefined();
        for (const name of ['keyless', 'artist_names'])
          expect(metaOf(printed, name)?.methods).toEqual(['GET']);
        expect(metaOf(printed, 'order_line')).toMatchObject({
          filtering: { fields: ['order_no', 'line_no'], search: ['what'] },
          pagination: { style: 'page_number', page_size: 20 },
        });
      });

      it('has routes of their own, in kebab case', async () => {
        const { endpoints } = await introspected(legacy.url);

        const routes = endpoints.map(({ route }) => route);
        expect(routes).toContain('/order-line');
        expect(new Set(routes).size).toBe(routes.length);
      });
    },
  );

/** What the compiler says of files and what is beside them, under the project's own options. */
function mistakesIn(files: readonly string[], directory: string): string[] {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const program = ts.createProgram(files, options);
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(directory))
    .flatMap((source) => program.getSemanticDiagnostics(source))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

// The option comes with the endpoints that are served by reflection.
it.skipIf(!ENDPOINT_OPTION_NAMES.includes('reflect'))(
  'writes classes that TypeScript compiles, one for each table',
  async () => {
    const directory = await mkdtemp(join(ROOT, 'node_modules', '.lightapi-classes-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const indexes: string[] = [];
    for (const server of SERVERS.filter(({ missing }) => missing === undefined)) {
      const database = await databaseOf(server, LEGACY[server.name]);
      onTestFinished(() => database.drop());
      const classes = join(directory, server.name);
      const { stderr } = await runProgram(['introspect', database.url, '--classes', classes]);
      expect(stderr).toBe('');
      expect(await readdir(classes)).toContain('order-line.endpoint.ts');
      indexes.push(join(classes, 'index.ts'));
    }

    expect(mistakesIn(indexes, directory)).toEqual([]);
  },
  60_000,
);

describe.skipIf(SERVERS[1]!.missing)('lightapi introspect on schemas of PostgreSQL', () => {
  it('writes no address, names the schema, and leaves out exotic columns and parts', async () => {
    const database = await databaseOf(SERVERS[1]!, LEGACY.PostgreSQL);
    onTestFinished(() => database.drop());

    const printed = await introspected(database.url);
    const crm = await introspected(database.url, '--schema', 'crm');

    expect(printed.database.url).toBe('${LIGHTAPI_DATABASE_URL}');
    expect(metaOf(printed, 'sales_2020')).toBeUndefined();
    expect(metaOf(printed, 'exotic')?.filtering).toEqual({
      fields: ['id'],
      search: [],
      ordering: ['id', 'obj'],
    });
    expect(crm.endpoints.map(({ route, meta }): unknown[] => [route, meta.table])).toEqual([
      ['/crm-region', 'crm.region'],
    ]);
  });
});

describe('lightapi introspect', () => {
  it('says in one line that there is no such file, and makes none', async () => {
    const directory = emptyDirectory();

    const result = await runProgram(['introspect', `sqlite:${directory}/none.db`]);

    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: `there is no file ${directory}/none.db. Give that of a database.\n`,
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('says in one line that a server can not be reached, without the password', async () => {
    const result = await runProgram(['introspect', 'postgresql://me:secret@127.0.0.1:1/shop']);

    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^The database 'shop' can't be opened \(ECONNREFUSED\).*\n$/);
    expect(result.stderr).not.toContain('secret');
  });

  it('says that there are no tables', async () => {
    const database = await databaseOf(SERVERS[0]!, 'pragma user_version = 1');
    onTestFinished(() => database.drop());

    const result = await runProgram(['introspect', database.url]);

    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^there are no tables/);
  });

  it('writes a file that finds the database from where it is, and overwrites none', async () => {
    const database = await databaseOf(SERVERS[0]!, 'create table t (id integer primary key)');
    onTestFinished(() => database.drop());
    const output = join(emptyDirectory(), 'api.yaml');

    const first = await runProgram(['introspect', database.url, '-o', output]);
    const { url } = (parse(await readFile(output, 'utf8')) as Printed).database;
    await writeFile(output, 'mine');
    const second = await runProgram(['introspect', database.url, '-o', output]);

    expect(first.code).toBe(0);
    expect(join(dirname(output), url.slice('sqlite:'.length))).toBe(
      database.url.slice('sqlite:'.length),
    );
    expect([second.code, await readFile(output, 'utf8')]).toEqual([1, 'mine']);
    expect(second.stderr).toContain('it is there already');
  });

  it('says names that look like something else so that the file has them as they are', async () => {
    const names = [
      '${HOME}',
      '$${NONE}',
      'no',
      'off',
      'null',
      '2024-01-01',
      '0o17',
      `it's "a": #1`,
    ];
    const tables = names.map((name) => `"${name.replaceAll('"', '""')}" (id integer, off text)`);
    const database = await databaseOf(
      SERVERS[0]!,
      tables.map((table) => `create table ${table};`).join(''),
    );
    onTestFinished(() => database.drop());

    const { stdout } = await runProgram(['introspect', database.url]);
    const { value, problems } = readConfigText(stdout, 'printed');
    const metas = (value as Printed).endpoints.map(({ meta }) => meta);

    expect(problems).toEqual([]);
    expect(metas.map(({ table }): unknown => table).sort()).toEqual(names.sort());
    for (const { filtering } of metas) expect(filtering.search).toEqual(['off']);
  });

  it.skipIf(CHINOOK_MISSING)('makes a file for Chinook', async () => {
    const database = await createChinook(SERVERS[0]!);
    onTestFinished(() => database.drop());

    const printed = await introspected(database.url);

    expect(printed.endpoints.map(({ route }) => route).join(' ')).toBe(
      '/album /artist /customer /employee /genre /invoice /invoice-line /media-type /playlist /playlist-track /track',
    );
    expect(metaOf(printed, 'PlaylistTrack')).toEqual({
      table: 'PlaylistTrack',
      filtering: {
        fields: ['PlaylistId', 'TrackId'],
        search: [],
        ordering: ['PlaylistId', 'TrackId'],
      },
      pagination: { style: 'page_number', page_size: 20 },
    });
  });
});

it('writes a file or classes, not one of them where both are asked for', async () => {
  const database = await databaseOf(SERVERS[0]!, 'create table t (id integer primary key)');
  onTestFinished(() => database.drop());
  const directory = emptyDirectory();
  const both = ['-o', join(directory, 'a.yaml'), '--classes', join(directory, 'classes')];

  const { code, stderr } = await runProgram(['introspect', database.url, ...both]);

  expect([code, stderr]).toEqual([1, expect.stringMatching(/--classes.* cannot be used with/)]);
  expect(await readdir(directory)).toEqual([]);
});

it.skipIf(POSTGRES.missing)('makes no database of a name that is mistyped', async () => {
  const home = await POSTGRES.create();
  onTestFinished(() => home.drop());
  const mistyped = new URL(home.url);
  mistyped.pathname += '_not';

  const { code, stderr } = await runProgram(['introspect', mistyped.href]);

  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/_not' can't be opened \(3D000\)\. It does not exist/),
  ]);
  const name = mistyped.pathname.slice(1);
  const found = await runSql(home.url, `select 1 from pg_database where datname = '${name}'`);
  expect(found).toEqual([]);
});
