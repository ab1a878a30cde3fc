import { join } from 'node:path';

import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { describe, expect, it } from 'vitest';

import {
  Endpoint,
  type EndpointClass,
  Field,
  type FieldOptions,
  LightApi,
  LightApiModule,
  type LightApiModuleOptions,
  RestEndpoint,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { ownDirectory } from './support/config-file.js';
import { freshDatabase, startNest, startProblems } from './support/nest-app.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

/** As if somebody had edited the class. */
function toolClass(more: Readonly<Record<string, FieldOptions>> = {}): EndpointClass {
  class Tool extends RestEndpoint {
    @Field({ unique: true })
    code!: string;

    @Field({ type: 'int', optional: true, foreignKey: () => Author })
    author_id?: number | null;
  }
  for (const [name, options] of Object.entries(more)) Field(options)(Tool.prototype, name);
  Endpoint('/tools')(Tool);
  return Tool;
}

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;
const PLAIN = [Author, toolClass()];
const PRICED = [Author, toolClass({ price: { type: 'int', optional: true, index: true } })];

describe.skipIf(POSTGRES.missing)(`a search_path (${POSTGRES.missing ?? 'PostgreSQL'})`, () => {
  it.each(['create', 'update', 'none'] as const)(
    'of the URL has the tables, also when they are found again by %s',
    async (schema) => {
      const { database, tables } = await searching('shop');
      const first = await start({ database });
      await first.post('/tools', { code: 'saw' });

      const again = await start({ database, schema });

      expect((await again.get('/tools/1')).json).toMatchObject({ code: 'saw' });
      expect(await tables()).toEqual(['shop.authors', 'shop.tools']);
    },
  );

  it('of the database has the tables, and gets columns by update', async () => {
    const { home, tables } = await searching('shop');
    await runSql(
      home,
      `do $$ begin execute format('alter database %I set search_path = shop', current_database()); end $$`,
    );
    await start({ database: home });

    const api = await start({
      database: home,
      schema: 'update',
      endpoints: PRICED,
    });

    const made = await api.post('/tools', { code: 'saw', price: 7 });
    expect(made.json).toMatchObject({ code: 'saw', price: 7 });
    expect(await tables()).toEqual(['shop.authors', 'shop.tools']);
  });

  it('has what migrations make, and then there is nothing to do', async () => {
    const { database, tables } = await searching('shop');
    const directory = join(await ownDirectory(), 'migrations');
    const migrations = (endpoints: EndpointClass[]) =>
      LightApi.create({ database, endpoints }).migrations({ directory });
    for (const endpoints of [PLAIN, PRICED]) {
      await migrations(endpoints).create();
      await migrations(endpoints).up();

      expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
    }

    await migrations(PRICED).down();

    expect(await tables()).toEqual(['shop.authors', 'shop.lightapi_migrations', 'shop.tools']);
    const api = await start({ database, schema: 'none' });
    expect((await api.post('/tools', { code: 'saw' })).status).toBe(201);
  });

  it.each([{}, { schema: 'shop' }])(
    "of MikroORM's own options %j has the tables, also when they are found again",
    async (chosen) => {
      const { home, tables } = await searching('shop');
      const driverOptions = { options: '-c search_path=shop' };
      const database = { driver: PostgreSqlDriver, clientUrl: home, driverOptions, ...chosen };
      const first = await start({ database });
      await first.post('/tools', { code: 'saw' });

      const again = await start({ database });

      expect((await again.get('/tools/1')).json).toMatchObject({ code: 'saw' });
      expect(await tables()).toEqual(['shop.authors', 'shop.tools']);
    },
  );

  it('finds no table in a schema that it does not name', async () => {
    const { home, database } = await searching('shop');
    await start({ database: home });

    expect(await startProblems({ database, endpoints: PLAIN, schema: 'none' })).toEqual([
      expect.stringMatching(/^Author: the table 'authors' does not exist/),
      expect.stringMatching(/^Tool: the table 'tools' does not exist/),
    ]);
  });

  it('hides no table by one that is made in front of it', async () => {
    const { home, database } = await searching('shop,public');
    const before = await start({ database: home });
    await before.post('/tools', { code: 'saw' });

    const api = await start({ database });
    const problems = await startProblems({
      database,
      endpoints: PRICED,
      schema: 'update',
    });

    expect((await api.get('/tools/1')).json).toMatchObject({ code: 'saw' });
    expect(problems).toContainEqual(
      expect.stringMatching(/^The table 'authors' is in the schema 'public', .* in 'shop'\. Let/),
    );
  });

  it.each(['create', 'none'] as const)(
    'without a schema that is there is told by %s',
    async (schema) => {
      const { database } = await searching('nowhere');

      expect(await startProblems({ database, endpoints: PLAIN, schema })).toEqual([
        expect.stringMatching(/^The search_path of the database is 'nowhere', .* Create it/),
      ]);
    },
  );
});

/** A database with a schema `shop`, by URLs of which one says where names are looked for. */
async function searching(path: string) {
  const home = await freshDatabase(POSTGRES);
  await runSql(home, 'create schema shop');
  return {
    home,
    database: `${home}?options=${encodeURIComponent(`-c search_path=${path}`)}`,
    tables: async (): Promise<string[]> => {
      const rows = await runSql(
        home,
        `select schemaname || '.' || tablename as name from pg_tables
         where schemaname in ('public', 'shop') order by 1`,
      );
      return rows.map(({ name }) => name as string);
    },
  };
}

function start(options: Partial<LightApiModuleOptions<readonly EndpointClass[]>>) {
  return startNest({ imports: [LightApiModule.forRoot({ endpoints: PLAIN, ...options })] });
}
