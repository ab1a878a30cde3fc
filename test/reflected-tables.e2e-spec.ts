import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ReflectedTables } from '../lib/schema/reflected-tables.js';
import { reflectTables } from '../lib/schema/table-reflector.js';
import { LEGACY } from './support/legacy-schema.js';
import { openDatabaseOf, type ScriptedDatabase } from './support/reflection.js';
import { SERVERS } from './support/servers.js';
import { runSql } from './support/sql.js';

const [sqlite, postgres] = SERVERS as [(typeof SERVERS)[0], (typeof SERVERS)[0]];

/** The kind, the nullability and the origin of each column. */
function outline(tables: ReflectedTables, name: string): Record<string, unknown> {
  const columns = tables.find(name)?.columns ?? [];
  return Object.fromEntries(
    columns.map(({ name, type, constraints, nullable, origin }) => [
      name,
      [type, constraints, nullable, origin],
    ]),
  );
}

function column(tables: ReflectedTables, table: string, name: string) {
  return tables.find(table)!.columns.find((one) => one.name === name)!;
}

describe.skipIf(postgres.missing)(`a legacy PostgreSQL ${postgres.missing ?? ''}`, () => {
  let database: ScriptedDatabase;
  let tables: ReflectedTables;

  beforeAll(async () => {
    database = await openDatabaseOf(postgres, LEGACY.PostgreSQL);
    tables = await reflectTables(database.orm, undefined);
  });
  afterAll(() => database.drop());

  it('has its tables, views and parts, and nothing of the system', () => {
    expect(
      tables.all.map(({ schema, name, kind, partition }) => [schema, name, kind, partition]),
    ).toEqual([
      ['crm', 'region', 'table', false],
      ['public', 'Artist', 'table', false],
      ['public', 'artist_count', 'view', false],
      ['public', 'artist_names', 'view', false],
      ['public', 'exotic', 'table', false],
      ['public', 'keyless', 'table', false],
      ['public', 'order_line', 'table', false],
      ['public', 'sales', 'table', false],
      ['public', 'sales_2020', 'table', true],
    ]);
  });

  it('tells types, constraints, nullability and who makes the value', () => {
    expect(outline(tables, 'Artist')).toEqual({
      ArtistId: ['int', {}, false, 'database'],
      Name: ['string', { maxLength: 120 }, false, 'client'],
      boss: ['int', {}, true, 'client'],
      region: ['int', {}, true, 'client'],
      mood: ['enum', { values: ['sad', 'ok', `it's fine`] }, true, 'default'],
      status: ['enum', { values: ['new', `it's old`] }, true, 'client'],
      code: ['string', { maxLength: 8 }, false, 'client'],
      price: ['decimal', { precision: 12, scale: 3, unbounded: true }, true, 'client'],
      loose: ['numeric', { unbounded: true }, true, 'client'],
      negative: ['numeric', { unbounded: true }, true, 'client'],
      small: ['int', { ge: -32768, le: 32767 }, true, 'client'],
      big: ['bigint', {}, true, 'client'],
      real: ['float', { unbounded: true }, true, 'client'],
      letter: ['char', { maxLength: 3 }, true, 'client'],
      made: ['datetime', { unbounded: true }, true, 'default'],
      seen: ['datetime', { unbounded: true }, true, 'client'],
      upper: ['text', {}, true, 'database'],
      note: ['text', {}, true, 'client'],
    });
  });

  it('knows the exotic types', () => {
    const kinds = tables.find('exotic')!.columns.map(({ name, type }) => `${name} ${String(type)}`);

    expect(kinds.join(', ')).toBe(
      'id uuid, tags array, numbers array, moments array, grid array, codes array, span ordered, spans ordered, ' +
        'ip ordered, net ordered, mac ordered, words opaque, data bytes, cash ordered, pause ordered, ' +
        'flags ordered, doc opaque, point opaque, spot opaque, obj wide_int, clock ordered, body json, label opaque',
    );
    expect(column(tables, 'exotic', 'codes').constraints).toEqual({
      databaseType: 'character varying(4)[]',
      element: { type: 'string', constraints: { maxLength: 4 } },
    });
  });

  it('tells keys, references to other schemas, comments and defaults', () => {
    expect(tables.find('order_line')?.primaryKey).toEqual(['line_no', 'order_no']);
    expect(tables.find('keyless')?.primaryKey).toEqual([]);
    expect(column(tables, 'Artist', 'region').reference).toEqual({
      schema: 'crm',
      table: 'region',
      column: 'id',
    });
    expect(column(tables, 'Artist', 'boss').reference?.column).toBe('ArtistId');
    expect(tables.find('Artist')?.comment).toBe('Who plays');
    expect(column(tables, 'Artist', 'Name').comment).toBe('On the cover');
    expect(column(tables, 'Artist', 'made').defaultSql).toBe('now()');
    expect(column(tables, 'crm.region', 'id').origin).toBe('database');
  });

  it('calls unique what is so in all rows', () => {
    const unique = tables.find('Artist')!.columns.filter((one) => one.unique);
    const indexed = tables.find('Artist')!.columns.filter((one) => one.indexed);

    expect(unique.map(({ name }) => name)).toEqual(['ArtistId', 'big']);
    expect(indexed.map(({ name }) => name)).toEqual(['ArtistId', 'small', 'big']);
  });

  it('finds names as SQL does, else in another case, and names the nearest', () => {
    expect(tables.find('artist')?.name).toBe('Artist');
    expect(tables.find('CRM.Region')?.schema).toBe('crm');
    expect(tables.find('region')).toBeUndefined();
    expect(tables.nearest('regions')).toEqual(['crm.region']);
    expect(tables.nearest('Artits')[0]).toBe('Artist');
  });

  it('reads only what is asked for, and knows the other names', async () => {
    const some = await reflectTables(database.orm, ['ARTIST', 'crm.region', 'nowhere']);

    expect(some.all.map(({ name }) => name)).toEqual(['region', 'Artist']);
    expect(some.nearest('keyles')).toEqual(['keyless']);
  });
});

describe('a legacy SQLite', () => {
  let database: ScriptedDatabase;
  let tables: ReflectedTables;

  beforeAll(async () => {
    database = await openDatabaseOf(sqlite, LEGACY.SQLite);
    await runSql(
      database.url,
      `insert into Artist ("Name", born, made) values ('Ann', '1999-01-02T03:04:05Z', null), ('Bo', null, 5)`,
    );
    tables = await reflectTables(database.orm, undefined);
  });
  afterAll(() => database.drop());

  it('has its tables and views; a broken view has no columns', () => {
    expect(tables.all.map(({ name, kind, columns }) => [name, kind, columns.length])).toEqual([
      ['Artist', 'table', 17],
      ['artist_names', 'view', 2],
      ['backwards', 'table', 2],
      ['broken', 'view', 0],
      ['keyless', 'table', 2],
      ['order_line', 'table', 3],
      ['region', 'table', 2],
    ]);
  });

  it('tells types, constraints, nullability and who makes the value', () => {
    expect(outline(tables, 'Artist')).toEqual({
      ArtistId: ['wide_int', {}, false, 'database'],
      Name: ['string', { maxLength: 120 }, false, 'client'],
      boss: ['wide_int', {}, true, 'client'],
      region: ['wide_int', {}, true, 'client'],
      status: ['enum', { values: ['new', `it's old`] }, true, 'client'],
      price: [
        'decimal',
        { precision: 12, scale: 3, databaseType: 'numeric(12,3)' },
        true,
        'client',
      ],
      loose: ['numeric', {}, true, 'client'],
      big: ['bigint', {}, true, 'client'],
      ok: ['boolean', { databaseType: 'boolean' }, true, 'client'],
      made: ['datetime', { databaseType: 'datetime', storedAs: 'unix' }, true, 'default'],
      born: [
        'datetime',
        { databaseType: 'date', storedAs: 'YYYY-MM-DDTHH:MM:SSZ' },
        true,
        'client',
      ],
      upper: ['text', {}, true, 'database'],
      note: ['text', {}, true, 'client'],
      odd: ['any', { databaseType: 'fluffy' }, true, 'client'],
      typeless: ['any', { databaseType: '' }, true, 'client'],
      data: ['bytes', {}, true, 'client'],
      body: ['json', { databaseType: 'json' }, true, 'client'],
    });
  });

  it('tells keys, counters, references and what is unique in all rows', () => {
    expect(tables.find('order_line')?.primaryKey).toEqual(['line_no', 'order_no']);
    expect(column(tables, 'backwards', 'id').origin).toBe('client');
    expect(column(tables, 'Artist', 'boss').reference).toEqual({
      table: 'Artist',
      column: 'ArtistId',
    });
    const unique = tables.find('ARTIST')!.columns.filter((one) => one.unique);
    expect(unique.map(({ name }) => name)).toEqual(['ArtistId', 'big']);
  });
});

describe.each(SERVERS.filter(({ missing }) => missing === undefined))(
  'reflection of 300 tables on $name',
  (server) => {
    it('is one introspection', async () => {
      const made = Array.from({ length: 300 }, (_, at) => {
        const before = Math.max(0, at - 1);
        return `create table t${at} (id integer primary key, a varchar(20) unique, b integer references t${before} (id), c numeric(10,2), d timestamp default current_timestamp)`;
      });
      const database = await openDatabaseOf(server, made.join(';'));
      try {
        const began = performance.now();
        const tables = await reflectTables(database.orm, undefined);
        console.log(`${server.name}: 300 tables in ${Math.round(performance.now() - began)} ms`);

        expect(tables.all).toHaveLength(300);
        expect(column(tables, 't299', 'b').reference).toMatchObject({
          table: 't298',
          column: 'id',
        });
      } finally {
        await database.drop();
      }
    });
  },
);
