import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { MikroORM } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';

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
import {
  describeOnEachDatabase,
  freshDatabase,
  startNest,
  startProblems,
} from './support/nest-app.js';
import { databaseWith } from './support/reflected-api.js';
import { SERVERS } from './support/servers.js';

@Endpoint('/tools')
class Tool extends RestEndpoint {
  @Field({ unique: true })
  code!: string;

  @Field({ index: true, default: 7 })
  stock!: number;

  @Field({ optional: true })
  note?: string;

  @Field({ type: 'int', optional: true, foreignKey: () => Author })
  author_id?: number | null;
}

/** The table as an older program has made it. */
const OLD_TABLE = `create table tools (
  id integer primary key, code varchar(255) not null,
  created_at timestamptz not null, updated_at timestamptz not null, version integer not null
)`;
const OLD_SQLITE_TABLE = OLD_TABLE.replaceAll('timestamptz', 'datetime');

const endpoints = [Author, Tool];

@Endpoint('/upper', { table: 'Tab' })
class Upper extends RestEndpoint {
  @Field()
  name!: string;
}

@Endpoint('/lower', { table: 'tab' })
class Lower extends RestEndpoint {
  @Field()
  name!: string;
}

const TAB = 'create table tab (id integer primary key, name text)';

@Endpoint('/reflected', { table: 'TAB', reflect: true })
class Reflected extends RestEndpoint {}

describeOnEachDatabase('tables of names that differ in case', (server) => {
  if (server.name === 'SQLite')
    it.each(['create', 'update', 'none'] as const)('are told, with schema: %s', async (schema) => {
      const database = await freshDatabase(server);

      const problems = await startProblems({ database, schema, endpoints: [Upper, Lower] });

      expect(problems).toEqual([
        `Upper, Lower: 'Tab' and 'tab' are one table, as the database knows no case in names. Give each its own 'table', or all the same.`,
      ]);
    });

  if (server.name === 'SQLite')
    it.each(['create', 'update', 'none'] as const)(
      'are told of a table that is there, with schema: %s',
      async (schema) => {
        const database = await databaseWith(server, { SQLite: TAB, PostgreSQL: TAB });
        const endpoints = [Upper, Reflected];

        const problems = await startProblems({ database, schema, endpoints });
        const migrations = LightApi.create({ database, endpoints }).migrations();

        const told = `Upper: the table 'Tab' is there as 'tab', and the database knows no case in names. Give the class the table's own spelling: table: 'tab'.`;
        expect(problems).toEqual([told]);
        await expect(migrations.create()).rejects.toMatchObject({ problems: [told] });
      },
    );

  if (server.name === 'SQLite')
    it.each(['create', 'update', 'none'] as const)(
      'are told of a column that is there, with schema: %s',
      async (schema) => {
        const tab = TAB.replace('name', '"Name"');
        const database = await databaseWith(server, { SQLite: tab, PostgreSQL: tab });
        const endpoints = [Lower];

        const problems = await startProblems({ database, schema, endpoints });
        const migrations = LightApi.create({ database, endpoints }).migrations();

        const told = `Lower.name: the table 'tab' has its column 'name' as 'Name', and the database knows no case in names. Serve the table by 'reflect', which takes its columns as they are, or rename the column by a migration.`;
        expect(problems).toEqual([told]);
        await expect(migrations.create()).rejects.toMatchObject({ problems: [told] });
      },
    );

  if (server.name === 'SQLite')
    it('are told where a migration would make them', async () => {
      const database = await freshDatabase(server);
      const migrations = LightApi.create({ database, endpoints: [Upper, Lower] }).migrations();

      await expect(migrations.create()).rejects.toThrow(/'Tab' and 'tab' are one table/);
    });

  if (server.name === 'PostgreSQL')
    it('are two', async () => {
      const database = await freshDatabase(server);
      const api = await startNest({
        imports: [LightApiModule.forRoot({ database, endpoints: [Upper, Lower] })],
      });

      await api.post('/upper', { name: 'a' });

      expect((await api.get('/upper')).json.results).toHaveLength(1);
      expect((await api.get('/lower')).json.results).toEqual([]);
    });
});

describeOnEachDatabase('the tables', (server) => {
  const oldTable = server.name === 'SQLite' ? OLD_SQLITE_TABLE : OLD_TABLE;

  it('are created where they are missing, and serve again after a restart', async () => {
    const database = await freshDatabase(server);
    const first = await start({ database });
    await first.post('/tools', { code: 'saw' });
    await first.app.close();

    const second = await start({ database });

    expect((await second.get('/tools/1')).json).toMatchObject({ code: 'saw', stock: 7 });
  });

  it('have the defaults, the unique and the referring columns that are declared', async () => {
    const database = await freshDatabase(server);
    await start({ database });
    const sql = await sqlOf(database);
    const stamps = `'2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000'`;
    const insert = (columns: string, values: string) =>
      sql(`insert into tools (created_at, updated_at, ${columns}) values (${stamps}, ${values})`);

    await insert('code', `'saw'`);

    expect(await sql('select stock, note, version from tools')).toEqual([
      { stock: 7, note: null, version: 1 },
    ]);
    await expect(insert('code', `'saw'`)).rejects.toThrow(/unique/i);
    await expect(insert('code, author_id', `'axe', 5`)).rejects.toThrow(/foreign key/i);
    await expect(insert('stock', '1')).rejects.toThrow(/null/i);
  });

  it('have the indexes that are declared', async () => {
    const database = await freshDatabase(server);
    await start({ database });
    const sql = await sqlOf(database);

    const indexes = await sql(
      server.name === 'SQLite'
        ? `select name from sqlite_master where type = 'index' and tbl_name = 'tools'`
        : `select indexname as name from pg_indexes where tablename = 'tools'`,
    );

    const names = indexes.map(({ name }) => String(name));
    expect(names).toContainEqual(expect.stringContaining('stock'));
    expect(names).toContainEqual(expect.stringContaining('code'));
  });

  it.each(['create', 'update'] as const)("of others stay as they are with '%s'", async (schema) => {
    const { database, sql } = await existing('create table legacy (a integer, b varchar(9))');
    await sql(`insert into legacy (a, b) values (1, 'x')`);

    await start({ database, schema });

    expect(await sql('select * from legacy')).toEqual([{ a: 1, b: 'x' }]);
  });

  it("are not touched by 'create' where they exist: what is missing is told", async () => {
    const { database, sql } = await existing(oldTable);

    const problems = await startProblems({ database, endpoints });

    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(
      /^Tool: the table 'tools' lacks the column 'stock' \(int.*\) of 'stock'\. Add it by a migration, or start with schema: 'update'\.$/,
    );
    expect(await sql('select * from tools')).toEqual([]);
  });

  it("get columns with defaults and without demands by 'update', and keep their rows", async () => {
    const { database, sql } = await existing(oldTable);
    const stamp = `'2026-01-01 00:00:00.000'`;
    await sql(
      `insert into tools (id, code, created_at, updated_at, version) values (1, 'saw', ${stamp}, ${stamp}, 1)`,
    );

    const api = await start({ database, schema: 'update' });

    expect((await api.get('/tools/1')).json).toMatchObject({ code: 'saw', stock: 7, note: null });
  });

  it("get a column by 'update' also where one of somebody else's looks like it", async () => {
    const { database, sql } = await existing(oldTable.replace('code', 'remark varchar(255), code'));

    await start({ database, schema: 'update' });

    expect(await sql('select note, remark from tools')).toEqual([]);
  });

  it("keep by 'update' what nobody declares, where a column that is there shall refer to another", async () => {
    const database = await freshDatabase(server);
    const tools = (fields: Record<string, FieldOptions>) => {
      class Referring extends RestEndpoint {}
      for (const [name, options] of Object.entries(fields))
        Field(options)(Referring.prototype, name);
      Endpoint('/tools', { table: 'tools' })(Referring);
      return [Author, Referring];
    };
    const number: FieldOptions = { type: 'int', optional: true };
    const old: FieldOptions = { type: 'string', optional: true };
    const before = await start({ database, endpoints: tools({ author_id: number, old }) });
    await before.post('/tools', { old: 'precious' });

    const author_id: FieldOptions = { ...number, foreignKey: () => Author };
    await start({ database, endpoints: tools({ author_id }), schema: 'update' });

    const sql = await sqlOf(database);
    expect(await sql('select old from tools')).toEqual([{ old: 'precious' }]);
  });

  it('have no field of a name that the database keeps for itself', async () => {
    class Kept extends RestEndpoint {}
    for (const name of ['xmin', 'tableoid']) Field({ type: 'int' })(Kept.prototype, name);
    Endpoint('/kept')(Kept);
    class Part extends RestEndpoint {}
    Field({ type: 'int', optional: true })(Part.prototype, 'ctid');
    Endpoint('/parts', { reflect: 'partial' })(Part);
    const { database } = await existing('create table parts (id integer primary key)');
    const told = (field: string, column: string) =>
      `${field}: every table of the database has a column '${column}' of its own. Give the field another name.`;
    const migrations = LightApi.create({ database, endpoints: [Kept] }).migrations();

    if (server.name === 'PostgreSQL') {
      expect(await startProblems({ database, endpoints: [Kept, Part] })).toEqual([
        told('Kept.xmin', 'xmin'),
        told('Kept.tableoid', 'tableoid'),
        told('Part.ctid', 'ctid'),
      ]);
      await expect(migrations.check()).rejects.toThrow(told('Kept.xmin', 'xmin'));
      return;
    }
    const api = await start({ database, endpoints: [Kept, Part] });
    const made = await api.post('/kept', { xmin: 1, tableoid: 2 });
    expect(made.json).toMatchObject({ xmin: 1, tableoid: 2 });
  });

  it("get the index of a column by 'update'", async () => {
    const { database, sql } = await existing(oldTable);
    await sql('alter table tools add column stock integer not null default 7');

    await start({ database, schema: 'update' });

    const indexes = await sql(
      server.name === 'SQLite'
        ? `select name from sqlite_master where type = 'index' and sql like '%stock%'`
        : `select indexname as name from pg_indexes where indexdef like '%(stock)%'`,
    );
    expect(indexes).toHaveLength(1);
  });

  it("don't get a column that existing rows could not fill", async () => {
    const { database } = await existing(oldTable.replace('code', 'kind'));

    const problems = await startProblems({ database, endpoints, schema: 'update' });

    expect(problems[0]).toMatch(
      /^Tool: the table 'tools' lacks the column 'code' .* make the field optional, or give it a default\.$/,
    );
  });

  it('may not demand a column that no POST would fill', async () => {
    const { database } = await existing(
      oldTable.replace('code', 'secret varchar(9) not null, code'),
    );

    const problems = await startProblems({ database, endpoints, schema: 'update' });

    expect(problems).toEqual([
      `Tool: the table 'tools' has a column 'secret' that may not be null and has no default, so that no row could be created. Declare it, or leave POST out of 'methods'.`,
    ]);
  });

  it("are not created by 'none', but told", async () => {
    const database = await freshDatabase(server);

    const problems = await startProblems({ database, endpoints, schema: 'none' });

    expect(problems).toEqual([
      `Author: the table 'authors' does not exist. Create it by a migration, or start with schema: 'create'.`,
      `Tool: the table 'tools' does not exist. Create it by a migration, or start with schema: 'create'.`,
    ]);
    await expect((await sqlOf(database))('select * from tools')).rejects.toThrow();
  });

  it('may be made by four applications at once', async () => {
    const database = await freshDatabase(server);

    const apis = await Promise.all(Array.from({ length: 4 }, () => start({ database })));

    const answers = await Promise.all(
      apis.map((api, n) => api.post('/tools', { code: `tool ${n}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });

  it('may be shared by two endpoints, each with columns of its own', async () => {
    @Endpoint('/stocks', { table: 'tools', methods: ['GET'] })
    class Stock extends RestEndpoint {
      @Field({ default: 7 })
      stock!: number;

      @Field({ optional: true })
      shelf?: string;
    }
    const api = await start({
      database: await freshDatabase(server),
      endpoints: [...endpoints, Stock],
    });
    await api.post('/tools', { code: 'saw', stock: 3 });

    const answer = await api.get('/stocks/1');

    expect(answer.json).toMatchObject({ stock: 3, shelf: null });
  });

  async function existing(ddl: string) {
    const database = await freshDatabase(server);
    const sql = await sqlOf(database);
    await sql(ddl);
    return { database, sql };
  }
});

const POSTGRES = SERVERS.find(({ name }) => name === 'PostgreSQL')!;

describe.skipIf(POSTGRES.missing)(
  `a database that is not there (${POSTGRES.missing ?? 'PostgreSQL'})`,
  () => {
    it.each([1, 2, 3])('is made once by starts that find none together, turn %i', async () => {
      const database = await missingDatabase();

      const apis = await Promise.all(Array.from({ length: 4 }, () => start({ database })));

      const made = await apis[0]!.post('/tools', { code: 'saw' });
      const read = await Promise.all(apis.map((api) => api.get('/tools/1')));
      expect(made.status).toBe(201);
      expect(read.map(({ text }) => text)).toEqual(Array(4).fill(made.text));
      expect(await (await sqlOf(database))('select code from tools')).toEqual([{ code: 'saw' }]);
    });

    it("is made by one of starts with MikroORM's own options, too", async () => {
      const clientUrl = await missingDatabase();
      const database = { driver: PostgreSqlDriver, clientUrl };

      await Promise.all(Array.from({ length: 4 }, () => start({ database })));

      expect(await (await sqlOf(clientUrl))('select code from tools')).toEqual([]);
    });
  },
);

describe('a file of SQLite', () => {
  it.each([
    ['sqlite:', ''],
    ['sqlite:///', ''],
    ['sqlite+aiosqlite:///', ''],
    ['sqlite:///', '?mode=rwc'],
  ])('is where %s…%s says', async (prefix, suffix) => {
    const file = fileOf(await freshDatabase());

    await start({ database: `${prefix}${file}${suffix}` });

    expect(await readdir(dirname(file))).toContain('test.db');
  });

  it('has a write-ahead log', async () => {
    const database = await freshDatabase();
    await start({ database });

    const [mode] = await (await sqlOf(database))('pragma journal_mode');

    expect(mode).toEqual({ journal_mode: 'wal' });
  });

  it('that can not be opened is told', async () => {
    const file = join(fileOf(await freshDatabase()), 'nowhere', 'test.db');

    const [problem] = await startProblems({ database: `sqlite:${file}`, endpoints });

    expect(problem).toMatch(/^The database '.*nowhere\/test\.db' can't be opened/);
  });
});

describe('a database URL', () => {
  it('of an unknown kind is told, without its password', async () => {
    const [problem] = await startProblems({ database: 'mysql://me:hunter2@host/db', endpoints });

    expect(problem).toMatch(/begins with 'mysql:', which is not known\. Write sqlite:books\.db/);
    expect(problem).not.toContain('hunter2');
  });

  it.each([
    ['a server that does not answer', 'postgresql://me:hunter2@127.0.0.1:1/books'],
    ["SQLAlchemy's driver", 'postgresql+asyncpg://me:hunter2@127.0.0.1:1/books'],
    ['the short scheme', 'postgres://me:hunter2@127.0.0.1:1/books'],
  ])('with %s is told, without its password', async (_what, database) => {
    const [problem] = await startProblems({ database, endpoints });

    expect(problem).toBe(
      `The database 'books' can't be opened (ECONNREFUSED). Check the URL and that it is running.`,
    );
  });

  it('that is none is told', async () => {
    const [problem] = await startProblems({ database: 'postgresql:books', endpoints });

    expect(problem).toMatch(/^The PostgreSQL URL can not be read\./);
  });
});

describe("MikroORM's options", () => {
  it('that name no driver are told', async () => {
    const [problem] = await startProblems({ database: { dbName: 'books.db' }, endpoints });

    expect(problem).toMatch(
      /^database: MikroORM's options have no driver\. Write a URL such as 'sqlite:app\.db'/,
    );
  });
});

function start(options: Partial<LightApiModuleOptions<readonly EndpointClass[]>>) {
  return startNest({ imports: [LightApiModule.forRoot({ endpoints, ...options })] });
}

/** What is made of it is dropped when the test ends. */
async function missingDatabase(): Promise<string> {
  const database = await POSTGRES.create();
  onTestFinished(() => database.drop());
  await database.drop();
  return database.url;
}

const NO_ENTITIES = { entities: [], discovery: { warnWhenNoEntities: false } };

function fileOf(database: string): string {
  return database.replace('sqlite:', '');
}

/** Sends statements by a connection of its own. */
async function sqlOf(database: string) {
  const orm = database.startsWith('sqlite:')
    ? await MikroORM.init({ ...NO_ENTITIES, driver: SqliteDriver, dbName: fileOf(database) })
    : await MikroORM.init({ ...NO_ENTITIES, driver: PostgreSqlDriver, clientUrl: database });
  onTestFinished(() => orm.close());
  return (sql: string): Promise<Record<string, unknown>[]> =>
    orm.em.getConnection().execute<Record<string, unknown>[]>(sql);
}
