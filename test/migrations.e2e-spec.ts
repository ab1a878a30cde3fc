import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import pg from 'pg';
import { expect, it } from 'vitest';

import {
  ConfigurationError,
  type CreateMigrationOptions,
  Endpoint,
  type EndpointClass,
  Field,
  type FieldOptions,
  LightApi,
  RestEndpoint,
} from '../lib/index.js';
import { Author } from './fixtures/author.endpoint.js';
import { ownDirectory } from './support/config-file.js';
import { describeOnEachDatabase, freshDatabase, serve } from './support/nest-app.js';
import { schemaOf } from './support/schema-dump.js';
import { runSql } from './support/sql.js';

const ALL_TYPES: Readonly<Record<string, FieldOptions>> = {
  name: { type: 'string', maxLength: 40, unique: true },
  body: { type: 'text', optional: true },
  count: { type: 'int', default: 7, index: true },
  huge: { type: 'bigint', default: 12n },
  ratio: { type: 'float', default: 0.5 },
  price: { type: 'decimal', precision: 10, scale: 2, default: '1.50' },
  done: { type: 'boolean', default: false },
  seen: { type: 'datetime', optional: true },
  day: { type: 'date', optional: true },
  hour: { type: 'time', optional: true },
  token: { type: 'uuid', optional: true },
  seen_from: { type: 'ipaddress', optional: true },
  more: { type: 'json', optional: true },
  kind: { type: 'enum', values: ['a', "b'c"], default: "b'c" },
  author_id: { type: 'int', optional: true, foreignKey: () => Author },
};

/** Values that PostgreSQL writes in another way than they are declared. */
const DEFAULTS: Readonly<Record<string, FieldOptions>> = {
  text: { type: 'text', default: "it's \\ \n new; -- x $1 `b` ?" },
  word: { type: 'string', default: 'now()' },
  negative: { type: 'int', default: -7 },
  great: { type: 'float', default: 1e21 },
  small: { type: 'float', default: -1e-9 },
  exact: { type: 'decimal', precision: 10, scale: 2, default: '-1.5' },
  moment: { type: 'datetime', default: '2026-01-01T00:00:00Z' },
  hour: { type: 'time', default: '12:00' },
  address: { type: 'ipaddress', default: '::1' },
  tree: { type: 'json', default: { a: [1, "it's"] } },
};

/** A class of these fields, as if somebody had edited the one before it. */
function tool(fields: Readonly<Record<string, FieldOptions>>): EndpointClass {
  class Tool extends RestEndpoint {}
  for (const [name, options] of Object.entries(fields)) Field(options)(Tool.prototype, name);
  Endpoint('/tools')(Tool);
  return Tool;
}

const NAME: FieldOptions = { type: 'string' };

/** A table of SQLite's that somebody has made, whose `size` is of another type than the class has it. */
function toolsTable(constraints = '', options = ''): string {
  return `create table tools (id integer primary key, name text not null, size integer, created_at text not null,
    updated_at text not null, version integer default 1 not null${constraints}) ${options}`;
}

describeOnEachDatabase('migrations', (server) => {
  it('make the tables of all types of fields, serve them, and then there is nothing to do', async () => {
    const { database, migrate, migrations } = await project();
    const endpoints = [Author, tool(ALL_TYPES)];

    const { changes } = await migrate(endpoints);

    expect([...changes].sort()).toEqual(['+ table authors', '+ table tools']);
    expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
    expect(await migrations(endpoints).create()).toMatchObject({ path: undefined, changes: [] });
    const api = await serve(server, { database, endpoints, schema: 'none' });
    const made = await api.post('/tools', { name: 'saw' });
    expect(made.json).toMatchObject({ name: 'saw', count: 7, price: '1.50', kind: "b'c" });
    expect((await api.post('/tools', { name: 'saw' })).status).toBe(409);
  });

  it('know a default again, however the database writes it, and one that was changed', async () => {
    const { migrate, migrations } = await project();
    await migrate([tool(DEFAULTS)]);
    const changed = { ...DEFAULTS, hour: { type: 'time', default: '12:30' } } as const;

    expect(await migrations([tool(DEFAULTS)]).check()).toEqual({ pending: [], differences: [] });
    expect((await migrations([tool(changed)]).check()).differences).toEqual([
      expect.stringMatching(/^~ column tools\.hour: default '12:00.*' becomes default '12:30/),
    ]);
  });

  if (server.name === 'SQLite')
    it('compare a table that has columns of no type', async () => {
      const { database, migrations } = await project();
      await runSql(database, toolsTable(", more, twice as (name || 'x') stored"));

      const { differences } = await migrations([tool({ name: NAME })]).check();

      expect(differences.join()).not.toMatch(/more|twice/);
    });

  if (server.name === 'SQLite')
    it('are not compared with a file that is not there, nor taken back in it', async () => {
      const { database, migrations } = await project();
      const ours = migrations([tool({ name: NAME })]);

      await expect(ours.check()).rejects.toThrow(
        /^there is no file .*\.db\. Give that of a database\.$/,
      );
      await expect(ours.down()).rejects.toThrow(/^there is no file /);
      expect(existsSync(database.replace('sqlite:', ''))).toBe(false);
      expect((await ours.create()).changes).toEqual(['+ table tools']);
    });

  if (server.name === 'SQLite')
    it('tell of a table that MikroORM can not read', async () => {
      const { database, migrations } = await project();
      await runSql(database, 'create table tools(id integer primary key,twice text as (id||id))');

      const check = migrations([tool({ name: NAME })]).check();

      await expect(check).rejects.toThrow(
        /^MikroORM can't read .*: tools\..*Serve .* by 'reflect'/,
      );
    });

  it('refer to the key of a reflected class', async () => {
    const { database, migrate } = await project();
    await runSql(database, 'create table boxes (code varchar(9) primary key)');
    class Box extends RestEndpoint {}
    Endpoint('/boxes', { reflect: true })(Box);

    await migrate([Box, tool({ box: { type: 'string', maxLength: 9, foreignKey: () => Box } })]);

    const target = {
      SQLite: `select "table", "to" as "column" from pragma_foreign_key_list('tools')`,
      PostgreSQL: `select table_name as "table", column_name as "column"
        from information_schema.constraint_column_usage where constraint_name like '%foreign'`,
    };
    expect(await runSql(database, target[server.name])).toEqual([
      { table: 'boxes', column: 'code' },
    ]);
  });

  it("add the columns that reflect: 'partial' declares, and take them back", async () => {
    const { database, migrate, migrations } = await project();
    await runSql(database, 'create table boxes (code varchar(9) primary key)');
    const before = await ours(database);
    class Box extends RestEndpoint {}
    const author = { type: 'int', optional: true, foreignKey: () => Author } as const;
    const fields = {
      country: { optional: true, index: true },
      stars: { type: 'int', default: 7 },
      author,
    };
    for (const [name, options] of Object.entries(fields))
      Field({ type: 'string', ...options } as FieldOptions)(Box.prototype, name);
    Endpoint('/boxes', { reflect: 'partial' })(Box);
    const endpoints = [Author, Box];

    const { differences } = await migrations(endpoints).check();
    const { changes } = await migrate(endpoints);

    expect(differences).toEqual(changes);
    expect(changes.map((change) => change.split(' ').slice(0, 3).join(' '))).toEqual([
      '+ table authors',
      '+ column boxes.country',
      '+ column boxes.stars',
      '+ column boxes.author',
    ]);
    expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
    const api = await serve(server, { database, endpoints, schema: 'none' });
    expect((await api.post('/boxes', { code: 'a', country: 'x' })).status).toBe(201);
    await migrations(endpoints).down();
    expect(await ours(database)).toBe(before);
  });

  it("add a column of reflect: 'partial' once, and none that is there already", async () => {
    const { database, migrate, migrations } = await project();
    await runSql(database, 'create table boxes (code varchar(9) primary key)');
    const of = (route: string) => {
      class Box extends RestEndpoint {}
      Field({ type: 'string', optional: true, index: true })(Box.prototype, 'country');
      Endpoint(route, { reflect: 'partial', table: 'boxes' })(Box);
      return Box;
    };
    const endpoints = [of('/boxes'), of('/v2/boxes')];

    const { changes } = await migrate(endpoints);
    await migrations(endpoints).down();
    await runSql(database, `alter table boxes add column country varchar(9) default 'of others'`);
    await runSql(database, `insert into boxes (code) values ('a')`);

    expect(changes).toEqual([expect.stringContaining('+ column boxes.country')]);
    await expect(migrations(endpoints).up()).rejects.toThrow(/country/);
    expect(await runSql(database, 'select country from boxes')).toEqual([{ country: 'of others' }]);
  });

  it('cut no text where less of it is allowed', async () => {
    const { database, migrate } = await project();
    const named = (maxLength: number) => [tool({ name: { type: 'string', maxLength } })];
    await migrate(named(200));
    const insert = `insert into tools (name, created_at, updated_at) values ('a long name', '2026-01-01', '2026-01-01')`;
    await runSql(database, insert);

    await migrate(named(6)).catch(() => undefined);

    expect(await runSql(database, 'select name from tools')).toEqual([{ name: 'a long name' }]);
  });

  it('leave an index on an expression to who has made it', async () => {
    const { database, migrate, migrations } = await project();
    const endpoints = [tool({ name: NAME })];
    await migrate(endpoints);
    await runSql(database, 'create unique index tools_lower on tools (lower(name))');

    expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
    expect(await migrations(endpoints).create()).toMatchObject({ path: undefined, changes: [] });
  });

  it('take back what they did, all or up to one', async () => {
    const { database, migrate, migrations } = await project();
    await runSql(database, 'create table legacy (a integer)');
    const before = await ours(database);
    await migrate([tool({ name: NAME })], { name: 'first' });
    const first = await ours(database);
    const endpoints = [Author, tool({ name: NAME, ...ALL_TYPES })];
    await migrate(endpoints, { name: 'second' });

    const [second] = await migrations(endpoints).down();
    const afterOne = await ours(database);
    await migrations(endpoints).up();
    const all = await migrations(endpoints).down({ to: 0 });

    expect(second).toMatch(/^Migration\d{17}_second$/);
    expect(afterOne).toBe(first);
    expect(all).toHaveLength(2);
    expect(await ours(database)).toBe(before);
  });

  it('leave all that is not of the classes as it is', async () => {
    const { database, migrate, migrations } = await project();
    await migrate([tool({ name: NAME, old: { type: 'int', optional: true } })]);
    for (const sql of othersThings()) await runSql(database, sql);
    const legacy = await othersOf(database);

    const endpoints = [tool({ name: NAME, size: { type: 'int', default: 1, index: true } })];
    const { changes } = await migrate(endpoints, { allowDrops: true });

    expect(changes).toEqual([
      expect.stringMatching(/^\+ column tools\.size int/),
      '- column tools.old, and what is in it',
      '+ index tools (size)',
    ]);
    expect(await othersOf(database)).toEqual(legacy);
    expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
    await migrations(endpoints).down();
    expect(await othersOf(database)).toEqual(legacy);
  });

  it('keep a column that is declared no more, so that rows can be made without it', async () => {
    const { database, migrate, migrations } = await project();
    await migrate([tool({ name: NAME, old: { type: 'int' } })]);
    await runSql(database, rowOf(`'saw', 5`, 'name, old'));
    const endpoints = [tool({ name: NAME })];

    const { changes, notes } = await migrate(endpoints);

    expect(changes).toEqual(['~ column tools.old: not null becomes may be null']);
    expect(notes).toEqual([expect.stringMatching(/^column tools\.old .* stays\. --allow-drops/)]);
    const api = await serve(server, { database, endpoints, schema: 'none' });
    expect((await api.post('/tools', { name: 'axe' })).status).toBe(201);
    expect(await runSql(database, 'select old from tools order by id')).toEqual([
      { old: 5 },
      { old: null },
    ]);
    expect((await migrations(endpoints).create()).path).toBeUndefined();
  });

  it('drop a column and a table only where that is asked for', async () => {
    const { database, migrate, migrations } = await project();
    await migrate([Author, tool({ name: NAME, old: { type: 'int', optional: true } })]);
    const endpoints = [tool({ name: NAME })];

    const kept = await migrations(endpoints).create();
    const { changes } = await migrate(endpoints, { allowDrops: true });

    expect(kept.path).toBeUndefined();
    expect(kept.notes).toHaveLength(2);
    expect(changes).toEqual([
      '- column tools.old, and what is in it',
      '- table authors, and all its rows',
    ]);
    await expect(runSql(database, 'select * from authors')).rejects.toThrow();
  });

  it('drop a table with the references to it, and tables that refer to each other', async () => {
    const { database, migrate } = await project();
    class Left extends RestEndpoint {}
    class Right extends RestEndpoint {}
    const refer = (to: () => EndpointClass) => ({ type: 'int', optional: true, foreignKey: to });
    Field(refer(() => Right) as FieldOptions)(Left.prototype, 'right_id');
    Field(refer(() => Left) as FieldOptions)(Right.prototype, 'left_id');
    Endpoint('/lefts')(Left);
    Endpoint('/rights')(Right);
    const author = { type: 'int', optional: true, foreignKey: () => Author, index: true } as const;
    const old = { type: 'int', optional: true, unique: true } as const;
    await migrate([Author, Left, Right, tool({ name: NAME, old, author_id: author })]);
    await runSql(database, rowOf(`'Ada'`, 'name', 'authors'));
    await runSql(database, rowOf(`'saw', 1`, 'name, author_id'));

    const { changes } = await migrate([tool({ name: NAME })], { allowDrops: true });

    expect(changes.filter((change) => change.startsWith('- table'))).toHaveLength(3);
    expect(await runSql(database, 'select name from tools')).toEqual([{ name: 'saw' }]);
    await expect(runSql(database, 'select * from lefts')).rejects.toThrow();
  });

  it('drop no table that others refer to', async () => {
    const { database, migrate, migrations } = await project();
    const author = { type: 'int', optional: true, foreignKey: 'authors.id' } as const;
    await migrate([
      Author,
      tool({ name: NAME, author_id: { ...author, foreignKey: () => Author } }),
    ]);
    const note = 'create table notes (id integer, author integer references authors (id))';
    await runSql(database, note);
    const create = (endpoint: EndpointClass) => migrations([endpoint]).create({ allowDrops: true });

    await expect(create(tool({ name: NAME }))).rejects.toThrow(
      /^table authors: .* refer to it \(notes\.author\)\..*--blank/,
    );
    await expect(create(tool({ name: NAME, author_id: author }))).rejects.toThrow(
      /\(notes\.author, tools\.author_id\)/,
    );
    await runSql(database, 'drop table notes');
    expect((await create(tool({ name: NAME }))).changes).toHaveLength(2);
  });

  it('keep rows, references and the counter of a table whose column changes', async () => {
    const { database, migrate } = await project();
    const reference = { author_id: { type: 'int', foreignKey: () => Author } } as const;
    await migrate([Author, tool({ name: { ...NAME, optional: true }, ...reference })]);
    await runSql(database, rowOf(`'Ada'`, 'name', 'authors'));
    await runSql(database, rowOf(`null, 1`, 'name, author_id'));
    await runSql(database, rowOf(`'axe', 1`, 'name, author_id'));
    await runSql(database, 'delete from tools where id = 2');
    const endpoints = [Author, tool({ name: { ...NAME, default: 'none' }, ...reference })];

    const { changes } = await migrate(endpoints);

    expect(changes).toEqual([
      expect.stringMatching(/^~ column tools\.name: .*may be null becomes not null/),
    ]);
    const api = await serve(server, { database, endpoints, schema: 'none' });
    const made = await api.post('/tools', { author_id: 1 });
    expect(made.json).toMatchObject({ id: 3, name: 'none' });
    expect((await api.get('/tools/1')).json).toMatchObject({ name: 'none', author_id: 1 });
    expect((await api.delete('/authors/1')).status).toBe(409);
  });

  it('tell of a key of another type, and of none that is as wide or as long', async () => {
    const { database, migrate, migrations } = await project();
    const keyed = (primaryKey: 'integer' | 'uuid', table: string) => {
      class Tool extends RestEndpoint {}
      Field(NAME)(Tool.prototype, 'name');
      Endpoint('/tools', { primaryKey, table })(Tool);
      return migrations([Tool]);
    };
    await migrate([tool({ name: NAME })]);
    const stamps = 'created_at text, updated_at text, version integer';
    await runSql(database, `create table wide (id bigint primary key, ${stamps})`);
    await runSql(database, `create table long (id varchar(99) primary key, ${stamps})`);

    const changed = keyed('uuid', 'tools');
    expect((await changed.check()).differences.join()).toMatch(/^~ column tools\.id: int/i);
    await expect(changed.create()).rejects.toThrow(/the key of tools is of another type/);
    expect((await keyed('uuid', 'wide').check()).differences.join()).toContain('wide.id: ');
    expect((await keyed('integer', 'long').check()).differences.join()).toContain('long.id: ');
    expect((await keyed('integer', 'wide').check()).differences.join()).not.toContain('wide.id: ');
    expect((await keyed('uuid', 'long').check()).differences.join()).not.toContain('long.id: ');
  });

  it.each(['varchar(36)', 'text', 'char(36)'])('leave a UUID in a key of %s', async (key) => {
    const { database, migrations } = await project();
    const stamp = { SQLite: 'datetime', PostgreSQL: 'timestamptz(3)' }[server.name];
    class Tool extends RestEndpoint {}
    Field(NAME)(Tool.prototype, 'name');
    Endpoint('/tools', { primaryKey: 'uuid' })(Tool);
    await runSql(
      database,
      `create table tools (id ${key} primary key not null, name varchar not null,
        created_at ${stamp} not null, updated_at ${stamp} not null, version integer default 1 not null)`,
    );

    expect((await migrations([Tool]).check()).differences).toEqual([]);
    expect(await migrations([Tool]).create()).toMatchObject({ path: undefined });
    const api = await serve(server, { database, endpoints: [Tool], schema: 'none' });
    const { json } = await api.post('/tools', { name: 'saw' });
    expect((await api.get(`/tools/${json.id}`)).json).toEqual(json);
  });

  it('tell of a text that becomes json', async () => {
    const { database, migrate, migrations } = await project();
    await migrate([tool({ more: { type: 'text', optional: true } })]);
    for (const value of [`'"x"'`, `null`]) await runSql(database, rowOf(value, 'more'));
    const tree = migrations([tool({ more: { type: 'json', optional: true } })]);
    const column = '~ column tools.more: text becomes json';
    const isPostgres = server.name === 'PostgreSQL';

    expect((await tree.check()).differences).toEqual(isPostgres ? [column] : []);
    await runSql(database, rowOf(`'ash'`, 'more'));
    expect((await tree.check()).differences).toEqual([
      isPostgres ? column : `${column}, and 1 row has text that is none`,
    ]);
    await runSql(database, rowOf(`'oak'`, 'more'));
    expect((await tree.check()).differences).toEqual([
      isPostgres ? column : `${column}, and 2 rows have text that is none`,
    ]);
    await expect(tree.create().then(() => tree.up())).rejects.toThrow(/json/);
  });

  it.each([
    ['date', 'datetime', `'2026-01-31'`, '2026-01-31T00:00:00.000Z'],
    ['datetime', 'date', `'2026-01-31 00:00:00.000000'`, '2026-01-31'],
    ['decimal', 'float', '2.5', 2.5],
    ['text', 'int', `'12'`, 12],
    ['text', 'date', `'2026-01-31'`, '2026-01-31'],
  ] as const)('convert a %s that becomes a %s, and back', async (before, after, value, shown) => {
    const { database, migrate, migrations } = await project();
    const tools = (type: 'date') => [tool({ name: NAME, more: { type, optional: true } })];
    await migrate(tools(before as 'date'));
    await runSql(database, rowOf(`'saw', ${value}`, 'name, more'));
    await runSql(database, rowOf(`'none', null`, 'name, more'));
    const next = tools(after as 'date');
    const was = (await runSql(database, 'select more from tools order by id')) as unknown;

    const { changes } = await migrate(next);

    expect(changes).toEqual([expect.stringMatching(/^~ column tools\.more: \w.* becomes /)]);
    expect(await migrations(next).check()).toEqual({ pending: [], differences: [] });
    const api = await serve(server, { database, endpoints: next, schema: 'none' });
    expect((await api.get('/tools')).json).toMatchObject({
      results: [{ more: shown }, { more: null }],
    });
    await migrations(next).down();
    expect(await runSql(database, 'select more from tools order by id')).toEqual(was);
  });

  if (server.name === 'SQLite') {
    it('drop a default that is of another form', async () => {
      const { database, migrate, migrations } = await project();
      await migrate([tool({ more: { type: 'date', default: '2026-02-02' } })]);
      const next = [tool({ more: { type: 'datetime', optional: true } })];
      await migrate(next);

      const [{ sql } = {}] = (await runSql(
        database,
        `select sql from sqlite_master where name = 'tools'`,
      )) as { sql?: string }[];

      expect(sql).not.toContain('2026-02-02');
      expect(await migrations(next).check()).toEqual({ pending: [], differences: [] });
    });

    it('say nothing of a boolean that somebody has called a number of one digit', async () => {
      const { database, migrations } = await project();
      const table = toolsTable().replace('size integer', 'size numeric(1,0)');
      await runSql(database, table);

      const { differences } = await migrations([
        tool({ name: NAME, size: { type: 'boolean', optional: true } }),
      ]).check();

      expect(differences.filter((line) => line.includes('size'))).toEqual([]);
    });

    it.each([
      ['datetime', 'date', `'2026-01-31 10:00:00.000000'`],
      ['datetime', 'decimal', `'2026-01-31 10:00:00.000000'`],
      ['date', 'time', `'2026-01-31'`],
      ['decimal', 'boolean', '2.5'],
      ['decimal', 'datetime', '2.5'],
      ['text', 'int', `'ash'`],
      ['text', 'datetime', `'2026-01-31'`],
      ['float', 'int', '2.5'],
      ['text', 'date', `'2026-02-30'`],
      ['text', 'date', `'2026-13-01'`],
      ['text', 'datetime', `'2026-12-31 99:00:00.000000'`],
      ['text', 'float', `'1e400'`],
    ] as const)('refuse a %s that becomes a %s where %s is none', async (before, after, value) => {
      const { database, migrate, migrations } = await project();
      const tools = (type: 'date') => [tool({ more: { type, optional: true } })];
      await migrate(tools(before as 'date'));
      await runSql(database, rowOf(value, 'more'));

      const next = migrations(tools(after as 'date'));
      await next.create();

      await expect(next.up()).rejects.toThrow(/failed: .*tools\.more has values that are no /);
      const typed = 'select more, typeof(more) as type from tools';
      expect(await runSql(database, typed)).toEqual([
        expect.objectContaining({ type: value.startsWith("'") ? 'text' : 'real' }),
      ]);
      expect((await next.check()).pending).toHaveLength(1);
    });
  }

  it('refuse a required field that rows would have nothing in', async () => {
    const { migrate, migrations } = await project();
    await migrate([tool({ name: NAME })]);

    const wrong = migrations([tool({ name: NAME, size: { type: 'int' } })]);

    await expect(wrong.create()).rejects.toThrow(
      /^Tool\.size: the column tools\.size is new and required.*Give the field a default/,
    );
    expect((await wrong.check()).differences).toEqual([
      expect.stringMatching(/^\+ column tools\.size int/),
    ]);
  });

  it('are run once by four processes at once', async () => {
    const { database, migrations } = await project();
    const endpoints = [Author, tool(ALL_TYPES)];
    await migrations(endpoints).create();

    const runs = await Promise.all([1, 2, 3, 4].map(() => migrations(endpoints).up()));

    expect(runs.map(({ length }) => length).sort()).toEqual([0, 0, 0, 1]);
    expect(await runSql(database, 'select count(*) as n from lightapi_migrations')).toEqual([
      { n: server.name === 'SQLite' ? 1 : '1' },
    ]);
  });

  it('leave nothing half, whatever fails', async () => {
    const { database, migrate, migrations, directory } = await project();
    await migrate([tool({ name: NAME })]);
    const before = await ours(database);
    const endpoints = [Author, tool({ name: NAME })];
    await migrations(endpoints).create();
    await writeFile(
      join(directory, 'Migration99990101000000_wrong.mjs'),
      `import { Migration } from '@mikro-orm/migrations';
       export class Wrong extends Migration {
         up() { this.addSql('create table half (a integer)'); this.addSql('select nothing'); }
       }`,
    );

    await expect(migrations(endpoints).up()).rejects.toThrow(/nothing/);

    expect(await ours(database)).toBe(before);
    expect((await migrations(endpoints).check()).pending).toHaveLength(2);
  });

  it('run alone what can be in no transaction, between those before and behind it', async () => {
    const { database, migrations, directory } = await project();
    const endpoints = [tool({ name: NAME })];
    await migrations(endpoints).create();
    await writeFile(join(directory, 'Migration99990101000000_alone.mjs'), migrationOf(...alone()));
    await writeFile(
      join(directory, 'Migration99990101000001_last.mjs'),
      migrationOf('create table last (a integer)', 'drop table last'),
    );

    const up = await migrations(endpoints).up();

    expect(up.map((name) => name.replace(/^\w+?_/, ''))).toEqual([
      expect.stringMatching(/^Migration\d+$/),
      'alone',
      'last',
    ]);
    expect(await runSql(database, 'select * from last')).toEqual([]);
    expect(await migrations(endpoints).down({ to: 0 })).toEqual([...up].reverse());
  });

  it('are run once where they are alone, by processes that do so at once', async () => {
    const { database, migrations, directory } = await project();
    await mkdir(directory, { recursive: true });
    await runSql(database, 'create table marks (a integer)');
    await writeFile(join(directory, 'M1.mjs'), SLOW);

    const runs = await Promise.all([1, 2, 3].map(() => migrations([]).up()));

    expect(runs.flat()).toEqual(['M1']);
    expect(await runSql(database, 'select a from marks')).toEqual([{ a: 1 }]);
  });

  if (server.name === 'SQLite')
    it('have one lock for a file, whatever its name, that all have who may write to the file', async () => {
      const { database, directory } = await project();
      await mkdir(directory, { recursive: true });
      await runSql(database, 'create table marks (a integer)');
      const file = database.replace('sqlite:', '');
      await chmod(file, 0o666);
      await symlink(file, `${file}-link`);
      await writeFile(join(directory, 'M1.mjs'), SLOW);

      const runs = await Promise.all(
        [database, `${database}-link`].map((url) =>
          LightApi.create({ database: url, endpoints: [] }).migrations({ directory }).up(),
        ),
      );

      expect(runs.flat()).toEqual(['M1']);
      expect(existsSync(`${file}-link-migrating`)).toBe(false);
      expect((await stat(`${file}-migrating`)).mode & 0o777).toBe(0o666);
    });

  if (server.name === 'SQLite')
    it('are run alone in memory too', async () => {
      const { directory } = await project();
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'M1.mjs'), migrationOf('vacuum', '', { isAlone: true }));
      const inMemory = LightApi.create({ database: 'sqlite::memory:', endpoints: [] });

      expect(await inMemory.migrations({ directory }).up()).toEqual(['M1']);
    });

  if (server.name === 'SQLite')
    it('have references enforced where they are alone', async () => {
      const { database, migrations, directory } = await project();
      const tables =
        'create table parents (id integer primary key)|' +
        'create table children (id integer references parents (id) on delete cascade)|' +
        'insert into parents values (1)|insert into children values (1)';
      for (const sql of tables.split('|')) await runSql(database, sql);
      const deletion = migrationOf('delete from parents', '', { isAlone: true });
      await migrations([tool({ name: NAME })]).create();
      await writeFile(join(directory, 'Migration99990101000000_delete.mjs'), deletion);

      await migrations([tool({ name: NAME })]).up();

      expect(await runSql(database, 'select * from children')).toEqual([]);
    });

  if (server.name === 'PostgreSQL')
    it('make an index beside all transactions while another process waits to migrate', async () => {
      const { database, migrate, migrations, directory } = await project();
      const endpoints = [tool({ name: NAME })];
      await migrate(endpoints);
      await writeFile(
        join(directory, 'Migration99990101000000_index.mjs'),
        migrationOf(...alone()),
      );
      // For this one the index waits, so that the other process comes to its lock meanwhile.
      const reader = new pg.Client(database);
      await reader.connect();
      await reader.query('begin isolation level repeatable read; select * from tools');

      const both = Promise.all([1, 2].map(() => migrations(endpoints).up()));
      await sleep(1000);
      await reader.end();

      expect((await both).flat()).toEqual(['Migration99990101000000_index']);
    });

  it('keep what was done before one that can be in no transaction, where that fails', async () => {
    const { migrations, directory } = await project();
    const endpoints = [tool({ name: NAME })];
    const { path = '' } = await migrations(endpoints).create();
    const { name } = parse(path);
    const wrong = migrationOf('select nothing', 'select nothing', { isAlone: true });
    await writeFile(join(directory, 'Migration99990101000000_wrong.mjs'), wrong);

    await expect(migrations(endpoints).up()).rejects.toThrow(
      new RegExp(
        `^Migration99990101000000_wrong failed: .*nothing.*\\n.*no transaction.*\\nRun before it, and kept: ${name}\\.$`,
      ),
    );

    const { pending } = await migrations(endpoints).check();
    expect(pending).toEqual(['Migration99990101000000_wrong']);
  });

  it('say which one failed, what is left of it, and which are done', async () => {
    const { migrations, directory } = await project();
    const write = (name: string, ...migration: Parameters<typeof migrationOf>) =>
      writeFile(join(directory, `${name}.mjs`), migrationOf(...migration));
    const reason = async (run: Promise<unknown>) => {
      const error = await run.then(undefined, (failure: unknown) => failure);
      expect(error).toBeInstanceOf(ConfigurationError);
      return (error as Error).message.replace(/: .*nothing.*/, '').split('\n');
    };
    await mkdir(directory, { recursive: true });
    await write('M1', 'create table one (a integer)', 'select nothing');
    await write('M2', 'select 1', 'select 1', { isAlone: true });
    await write('M3', 'create table three (a integer)', '');
    await write('M4', 'select nothing', '');

    const up = await reason(migrations([]).up());
    const down = await reason(migrations([]).down({ to: 0 }));

    expect(up).toEqual([
      'M4 failed',
      'Nothing of it is left, nor of what shares its transaction: M3.',
      'Run before it, and kept: M1, M2.',
    ]);
    expect(down).toEqual([
      'M1 failed',
      'Nothing of it is left.',
      'Taken back before it, and kept: M2.',
    ]);
  });

  if (server.name === 'SQLite')
    it.each<[what: string, put: (path: string) => Promise<unknown>]>([
      ['a directory', (path) => mkdir(path)],
      ['a file of others', (path) => writeFile(path, 'no database '.repeat(99))],
    ])('say that they have not begun where %s is in place of the lock', async (_what, put) => {
      const { database, migrations, directory } = await project();
      await mkdir(directory, { recursive: true });
      const alone = migrationOf('create table one (a integer)', '', { isAlone: true });
      await writeFile(join(directory, 'M1.mjs'), alone);
      const lock = `${database.replace('sqlite:', '')}-migrating`;
      await put(lock);

      const { message } = (await migrations([])
        .up()
        .catch((error: unknown) => error)) as Error;

      expect(message.split('\n')).toEqual([
        expect.stringContaining(`M1 failed: ${lock} locks migrations, `),
        'It has not begun.',
        'None was committed before it.',
      ]);
    });

  if (server.name === 'PostgreSQL')
    it('have a second connection, for their lock, where a pool has one', async () => {
      const { database, directory } = await project();
      const pool = { max: 1 };
      const migrations = LightApi.create({
        database: { driver: PostgreSqlDriver, clientUrl: database, pool },
        endpoints: [tool({ name: NAME })],
      }).migrations({ directory });
      await migrations.create();
      const index = migrationOf(...alone());
      await writeFile(join(directory, 'Migration99990101000000_index.mjs'), index);

      expect(await migrations.up()).toHaveLength(2);
      expect(await migrations.down({ to: 0 })).toHaveLength(2);
      expect(await migrations.check()).toMatchObject({ pending: { length: 2 } });
    });

  if (server.name === 'PostgreSQL')
    it('take longer than a request may', async () => {
      const { database, migrations, directory } = await project();
      await migrations([tool({ name: NAME })]).create();
      const slow = migrationOf('select pg_sleep(6.5)', '');
      const alone = migrationOf('select pg_sleep(1)', '', { isAlone: true });
      await writeFile(join(directory, 'Migration99990101000000_slow.mjs'), slow);
      await writeFile(join(directory, 'Migration99990101000001_alone.mjs'), alone);
      const impatient = `${database}?options=-c%20statement_timeout%3D500`;
      const endpoints = [tool({ name: NAME })];

      const done = await LightApi.create({ database: impatient, endpoints })
        .migrations({ directory })
        .up();

      expect(done).toHaveLength(3);
    });

  if (server.name === 'SQLite')
    it.each<[what: string, sql: string[]]>([
      ['a unique constraint', [toolsTable(', unique (name)')]],
      ['a check', [toolsTable(`,\n  check (\n length(name) < 99)`)]],
      ['strict', [toolsTable('', 'strict')]],
      ['a deferrable reference', [toolsTable(', foreign key (size) references other deferrable')]],
      ['a conflict clause', [toolsTable(' on conflict fail')]],
      [
        'trigger Loud',
        [toolsTable(), `create trigger Loud after insert on "TOOLS" begin select 1; end`],
      ],
      ['index tools_lower', [toolsTable(), 'create index tools_lower on tools (lower(name))']],
      [
        'a condition of index tools_name_index',
        [toolsTable(), 'create index tools_name_index on tools (name) where size > 1'],
      ],
      [
        'descending order of index tools_name_index',
        [toolsTable(), 'create index tools_name_index on tools (name desc)'],
      ],
    ])('do not make a table anew that would lose %s', async (what, sql) => {
      const { database, migrations } = await project();
      const fields = { name: { ...NAME, index: true }, size: { type: 'text', optional: true } };
      for (const statement of sql) await runSql(database, statement);
      const before = await ours(database);

      const created = migrations([tool(fields as Record<string, FieldOptions>)]).create();

      await expect(created).rejects.toThrow(`that would lose what no class declares (${what})`);
      expect(await ours(database)).toBe(before);
    });

  it('can be recorded for a database that has all of it, and for no other', async () => {
    const { migrations, database } = await project();
    const endpoints = [tool({ name: NAME })];
    await (await LightApi.create({ database, endpoints }).buildApp()).close();
    const { changes } = await migrations(endpoints).create({ initial: true });

    const other = migrations([Author, ...endpoints]).up({ record: true });
    await expect(other).rejects.toThrow(/lacks what is to be recorded:\n\+ table authors/);
    const recorded = await migrations(endpoints).up({ record: true });

    expect(changes).toEqual(['+ table tools']);
    expect(recorded).toHaveLength(1);
    expect(await migrations(endpoints).check()).toEqual({ pending: [], differences: [] });
  });

  it('can be recorded up to one, where what is behind it changes no table', async () => {
    const { migrations, database, migrate } = await project();
    const endpoints = [tool({ name: NAME })];
    await migrate(endpoints, { name: 'first' });
    const blank = await migrations(endpoints).create({ blank: true, name: 'rows' });
    await runSql(database, 'delete from lightapi_migrations');
    const [first = '', rows = ''] = (await migrations(endpoints).check()).pending;

    const later = migrations([Author, ...endpoints]).up({ record: true, to: first });
    await expect(later).rejects.toThrow(
      new RegExp(
        `lacks .*recorded:\\n\\+ table authors\\n.*classes as they are now.*has ${first} as its last`,
      ),
    );
    const last = migrations([Author, ...endpoints]).up({ record: true, to: rows });
    await expect(last).rejects.toThrow(/recorded:\n\+ table authors$/);

    expect(await migrations(endpoints).up({ record: true, to: first })).toEqual([first]);
    expect(blank.path).toContain(rows);
    expect(await migrations(endpoints).up()).toEqual([rows]);
  });

  it('are not written while others are pending, and not run to a name that there is not', async () => {
    const { migrations } = await project();
    const first = migrations([tool({ name: NAME })]);
    await first.create({ name: 'first' });

    const next = migrations([Author, tool({ name: NAME })]);

    for (const options of [{}, { initial: true }, { blank: true }])
      await expect(next.create(options)).rejects.toThrow(
        /_first is pending\. Run: lightapi migration up/,
      );
    await expect(first.up({ to: 'frist' })).rejects.toThrow(ConfigurationError);
    await expect(first.down({ to: 'frist' })).rejects.toThrow(ConfigurationError);
  });

  it('say what others have changed in our tables', async () => {
    const { database, migrate, migrations } = await project();
    const endpoints = [tool({ name: NAME, size: { type: 'int', default: 1, index: true } })];
    await migrate(endpoints);
    const isPostgres = server.name === 'PostgreSQL';
    const index = isPostgres
      ? `select indexname as name from pg_indexes where indexdef like '%(size)%'`
      : `select name from sqlite_master where type = 'index' and sql like '%size%'`;
    const [found] = await runSql(database, index);
    await runSql(database, `drop index "${String(found.name)}"`);
    await runSql(database, 'alter table tools drop column name');

    const { differences } = await migrations(endpoints).check();

    expect(differences).toEqual([
      expect.stringMatching(/^\+ column tools\.name varchar/),
      '+ index tools (size)',
    ]);
  });

  it('can be written in TypeScript, and by hand', async () => {
    const { migrations, directory } = await project();
    const endpoints = [tool({ name: NAME })];

    const { path = '' } = await migrations(endpoints).create({ emit: 'ts', name: 'tools' });
    const code = await readFile(path, 'utf8');
    await migrations(endpoints).up();
    const blank = await migrations(endpoints).create({ blank: true, name: 'mine' });

    expect(code).toMatch(
      /^import .*\n\nexport class Migration\d+_tools extends Migration \{\n {2}override up/,
    );
    expect(blank.path).toMatch(/_mine\.mjs$/);
    expect(await readdir(directory)).toContain('lightapi-tables.json');
    expect(await migrations(endpoints).up()).toHaveLength(1);
  });

  async function project() {
    const database = await freshDatabase(server);
    const directory = join(await ownDirectory(), 'migrations');
    const migrations = (endpoints: readonly EndpointClass[]) =>
      LightApi.create({ database, endpoints }).migrations({ directory });
    return {
      ...{ database, directory, migrations },
      migrate: async (
        endpoints: readonly EndpointClass[],
        options: CreateMigrationOptions = {},
      ) => {
        const created = await migrations(endpoints).create(options);
        await migrations(endpoints).up();
        return created;
      },
    };
  }

  /** What can't be done in a transaction, and taken back. */
  function alone(): [up: string, down: string, how: { isAlone: true }] {
    return server.name === 'SQLite'
      ? ['vacuum', 'vacuum', { isAlone: true }]
      : [
          'create index concurrently by_name on tools (name)',
          'drop index concurrently by_name',
          { isAlone: true },
        ];
  }

  function rowOf(values: string, columns: string, table = 'tools'): string {
    const stamp = `'2026-01-01 00:00:00.000'`;
    return `insert into ${table} (created_at, updated_at, ${columns}) values (${stamp}, ${stamp}, ${values})`;
  }

  function othersThings(): string[] {
    const things = [
      'create table legacy (a integer primary key, "b c" varchar(9) default \'x\')',
      'create index legacy_index on legacy ("b c")',
      'create view tool_names as select name from tools',
      'alter table tools add column remark varchar(9)',
      'create index tools_remark on tools (remark)',
    ];
    if (server.name === 'SQLite')
      return [
        ...things,
        `create trigger tools_trigger after insert on tools begin insert into legacy (a) values (new.id); end`,
      ];
    return [
      ...things,
      'create schema other',
      'create table other.tools (a integer primary key, old integer)',
      `comment on table tools is 'of the warehouse'`,
      'alter table tools add constraint short check (length(name) < 99)',
      `create type mood as enum ('good', 'bad')`,
    ];
  }
});

/** A migration that would be run by each of two that start together, were there no lock. */
const SLOW = `import { Migration } from '@mikro-orm/migrations';
  export class Slow extends Migration {
    async up() {
      await new Promise((resolve) => setTimeout(resolve, 300));
      this.addSql('insert into marks values (1)');
    }
    isTransactional() { return false; }
  }`;

/** A migration that somebody has written. */
function migrationOf(up: string, down: string, { isAlone = false } = {}): string {
  return `import { Migration } from '@mikro-orm/migrations';
    export class Written extends Migration {
      up() { this.addSql('${up}'); }
      down() { this.addSql('${down}'); }
      isTransactional() { return ${String(!isAlone)}; }
    }`;
}

/** Without what the migrator keeps for itself. */
async function ours(database: string): Promise<string> {
  const rows = JSON.parse(await schemaOf(database)) as object[];
  return JSON.stringify(
    rows.filter((row) => !/lightapi_migrations|sqlite_sequence/.test(JSON.stringify(row))),
    null,
    1,
  );
}

/** What there is of others: all but the columns and indexes of the test's class. */
async function othersOf(database: string): Promise<readonly object[]> {
  const rows = JSON.parse(await schemaOf(database)) as Record<string, unknown>[];
  return rows.filter((row) => {
    const text = JSON.stringify(row);
    if (/lightapi_migrations|size/.test(text)) return false;
    return row.column !== 'old' && !(row.relation === 'tools' && row.part === 'old');
  });
}
