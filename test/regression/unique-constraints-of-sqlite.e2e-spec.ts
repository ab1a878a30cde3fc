import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { EndpointClass } from '../../lib/declare/endpoint.decorator.js';
import {
  type CreateMigrationOptions,
  Endpoint,
  Field,
  type FieldOptions,
  LightApi,
  RestEndpoint,
} from '../../lib/index.js';
import { ownDirectory } from '../support/config-file.js';
import { describeOnEachDatabase } from '../support/nest-app.js';
import { databaseWith, serveDatabase } from '../support/reflected-api.js';
import { runSql } from '../support/sql.js';

/** As another program makes it; SQLite has no name for the constraint, and an index of its own. */
const table = (moment: string, constraints: string) => `
create table ts (
  name varchar not null, size integer, id integer primary key, created_at ${moment} not null,
  updated_at ${moment} not null, version integer not null default 1, ${constraints}
)`;
const tables = (constraints: string) => ({
  SQLite: table('datetime', constraints),
  PostgreSQL: table('timestamptz', constraints),
});

const NAME: FieldOptions = { type: 'text', unique: true };
const SIZE: FieldOptions = { type: 'int', optional: true };

function thing(fields: Readonly<Record<string, FieldOptions>>): EndpointClass {
  class Thing extends RestEndpoint {}
  for (const [name, options] of Object.entries(fields)) Field(options)(Thing.prototype, name);
  Endpoint('/things', { table: 'ts' })(Thing);
  return Thing;
}

/** Without that of PostgreSQL's keys: SQLite has none. */
const INDEXES = {
  SQLite: `select count(*) as count from pragma_index_list('ts')`,
  PostgreSQL: `select count(*)::int - 1 as count from pg_indexes where tablename = 'ts'`,
};

describeOnEachDatabase('unique constraints of a table that others have made', (server) => {
  async function project(constraints = 'unique (name)') {
    const database = await databaseWith(server, tables(constraints));
    const directory = join(await ownDirectory(), 'migrations');
    const migrations = (endpoint: EndpointClass) =>
      LightApi.create({ database, endpoints: [endpoint] }).migrations({ directory });
    return {
      database,
      migrate: async (endpoint: EndpointClass, options: CreateMigrationOptions = {}) => {
        const { changes } = await migrations(endpoint).create(options);
        await migrations(endpoint).up();
        return changes;
      },
      insert: (name: string, id: number) =>
        runSql(
          database,
          `insert into ts (name, id, created_at, updated_at, version)
           values ('${name}', ${id}, '2024-01-01', '2024-01-01', 1)`,
        ),
    };
  }

  it('are what a class declares', async () => {
    const { migrate } = await project('unique (name), unique (size, name)');

    const changes = await migrate(thing({ name: NAME, size: SIZE }));

    expect(changes.filter((change) => change.includes('unique'))).toEqual([]);
  });

  it('are not made a second time at start', async () => {
    const { database } = await project();

    const endpoints = [thing({ name: NAME, size: SIZE })];
    await serveDatabase(database, { endpoints, schema: 'update' });

    expect(await runSql(database, INDEXES[server.name])).toEqual([{ count: 1 }]);
  });

  it('hold where another column changes', async () => {
    const { migrate, insert } = await project();
    await insert('a', 1);

    await migrate(thing({ name: NAME, size: { type: 'text', optional: true } }));

    await expect(insert('a', 2)).rejects.toThrow(/unique/i);
  });

  it('stay where no class declares them any more', async () => {
    const { migrate, insert } = await project();
    await migrate(thing({ name: NAME, size: SIZE }));

    const changes = await migrate(
      thing({ name: { type: 'text' }, size: { ...SIZE, index: true } }),
    );

    await insert('a', 1);
    await expect(insert('a', 2)).rejects.toThrow(/unique/i);
    expect(changes).toEqual(['+ index ts (size)']);
  });

  it('go with their column', async () => {
    const { database, migrate } = await project('unique (size), unique (name)');
    await migrate(thing({ name: NAME, size: { ...SIZE, unique: true }, more: SIZE }));

    const changes = await migrate(thing({ name: NAME, more: SIZE }), { allowDrops: true });

    expect(changes).toContain('- column ts.size, and what is in it');
    await expect(runSql(database, 'select size from ts')).rejects.toThrow(/size/);
    expect(await runSql(database, INDEXES[server.name])).toEqual([{ count: 1 }]);
  });
});
