import { randomUUID } from 'node:crypto';

import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { FieldConstraints } from '../model/field-model.interface.js';
import { driverFailure } from '../store/driver-failure.js';
import { codecOf } from './codec-of.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ColumnKind } from '../model/column-kind.js';
import { fieldOf } from './field-model.fixture.js';

const URL_OF_POSTGRES =
  process.env.LIGHTAPI_TEST_POSTGRES ?? 'postgresql://postgres@127.0.0.1:5432/test';

interface Case {
  /** In `CREATE TABLE`. */
  readonly sql: string;
  readonly kind: ColumnKind;
  readonly constraints?: FieldConstraints;
  readonly inputs: readonly unknown[];
  /** What the database can't read, though the codec lets it through. */
  readonly wrong?: string | readonly unknown[];
}

const array = (sql: string, type: ColumnKind, inputs: readonly unknown[]): Case => ({
  sql,
  kind: 'array',
  constraints: { databaseType: sql, element: { type, constraints: {} } },
  inputs,
});

const POSTGRES: readonly Case[] = [
  {
    sql: 'inet',
    kind: 'ordered',
    constraints: { databaseType: 'inet' },
    inputs: ['10.0.0.0/8', '::1'],
    wrong: 'x',
  },
  { sql: 'cidr', kind: 'ordered', inputs: ['10.0.0.0/8'], wrong: '10.0.0.1/8' },
  { sql: 'macaddr', kind: 'ordered', inputs: ['08:00:2b:01:02:03'], wrong: 'x' },
  { sql: 'interval', kind: 'ordered', inputs: ['1 year 2 mons 03:04:05.006'], wrong: 'soon' },
  { sql: 'money', kind: 'ordered', inputs: ['$1,234.50'], wrong: 'much' },
  { sql: 'int4range', kind: 'ordered', inputs: ['[1,5)', 'empty'], wrong: '[5,1)' },
  { sql: 'tstzrange', kind: 'ordered', inputs: ['["2026-01-01 00:00:00+00",)'], wrong: 'x' },
  { sql: 'datemultirange', kind: 'ordered', inputs: ['{[2026-01-01,2026-01-03)}'], wrong: '{' },
  { sql: 'timetz', kind: 'ordered', inputs: ['10:11:12.5+02'], wrong: '25:00' },
  { sql: 'bit(4)', kind: 'ordered', inputs: ['0101'], wrong: '01012' },
  { sql: 'tsvector', kind: 'opaque', inputs: [`'cat':1 'it''s':2`], wrong: `'cat` },
  { sql: 'tsquery', kind: 'opaque', inputs: [`'cat' & 'dog'`], wrong: 'cat &' },
  { sql: 'xml', kind: 'opaque', inputs: ['<a>b</a>'], wrong: '<a>' },
  { sql: 'point', kind: 'opaque', inputs: ['(1,2.5)'], wrong: '1' },
  { sql: 'jsonpath', kind: 'opaque', inputs: ['$."a"'], wrong: '$.' },
  { sql: 'regclass', kind: 'opaque', inputs: ['pg_class'], wrong: 'no_such_table' },
  { sql: 'jsonb', kind: 'json', inputs: [{ a: [1, null, 'x'] }, 'text', 12] },
  { sql: 'char(4)', kind: 'char', constraints: { maxLength: 4 }, inputs: ['ab', '', 'abcd'] },
  { sql: 'bytea', kind: 'bytes', inputs: ['', 'AP/+', 'AA=='] },
  { sql: 'numeric', kind: 'numeric', inputs: ['1.50', '-12345678901234567890.123', 5] },
  { sql: 'oid', kind: 'wide_int', inputs: [0, 4_294_967_295] },
  array('text[]', 'text', [[], ['a', null, '', 'NULL', 'q"\\,{}', 'é\n'], [['a'], ['b']]]),
  array('int[]', 'int', [[1, null, -2], [[[1]]]]),
  array('bigint[]', 'bigint', [['9223372036854775807']]),
  array('boolean[]', 'boolean', [[true, false, null]]),
  array('numeric[]', 'numeric', [['1.50']]),
  array('timestamptz(3)[]', 'datetime', [['2026-11-22T09:56:33.158Z']]),
  array('uuid[]', 'uuid', [['0199d3ad-5b1c-7cf1-a1c3-2f0d7d1f00ab']]),
  array('bytea[]', 'opaque', [['\\x00ff']]),
  array('inet[]', 'ordered', [['10.0.0.1/32']]),
  array('jsonb[]', 'opaque', [['[1]', '{"a": 1}']]),
  { ...array('int[]', 'int', []), wrong: [[1], [2, 3]] },
];

function codecFor({ kind, constraints }: Case, dialect: Dialect): ColumnCodec {
  return codecOf(fieldOf(kind, constraints), dialect);
}

function parsed(codec: ColumnCodec, input: unknown): unknown {
  const value = codec.parse(input);
  if (value instanceof InvalidValue) throw new TypeError(`${value.type}: ${value.msg}`);
  return value;
}

const selected = (codec: ColumnCodec): string => codec.selection?.('"c"') ?? '"c"';

describe('PostgreSQL, in a column of an exotic type,', () => {
  const client = new pg.Client({
    connectionString: URL_OF_POSTGRES,
    connectionTimeoutMillis: 3000,
  });
  const table = `lightapi_exotic_${randomUUID().replaceAll('-', '')}`;
  let unreachable: string | undefined;

  beforeAll(async () => {
    try {
      await client.connect();
      await client.query('set time zone utc');
    } catch (error) {
      unreachable = `no PostgreSQL by LIGHTAPI_TEST_POSTGRES: ${String(error)}`;
    }
  });
  beforeEach(({ skip }) => {
    skip(unreachable !== undefined, unreachable);
  });
  afterAll(async () => {
    if (unreachable === undefined) await client.end();
  });

  async function insert(one: Case, value: unknown): Promise<unknown> {
    const codec = codecFor(one, 'postgresql');
    await client.query(
      `drop table if exists ${table}; create temporary table ${table} (c ${one.sql})`,
    );
    const { rows } = await client.query<unknown[]>({
      text: `insert into ${table} values ($1) returning ${selected(codec)}`,
      values: [codec.toDriver(value)],
      rowMode: 'array',
      types: { getTypeParser: () => (text: unknown) => text },
    });
    return rows[0]?.[0];
  }

  const cases = POSTGRES.flatMap((one) => one.inputs.map((input) => ({ ...one, input })));

  it.each(cases)('$sql gives back $input as it was taken', async (one) => {
    const codec = codecFor(one, 'postgresql');
    const value = parsed(codec, one.input);

    const raw = await insert(one, value);

    // jsonb has spaces of its own.
    expect(JSON.parse(codec.toText(raw))).toEqual(codec.toJson(value));
    expect(codec.fromDriver(raw)).toEqual(value);
  });

  it.each(POSTGRES.filter(({ wrong }) => wrong !== undefined))(
    '$sql refuses $wrong as a value',
    async (one) => {
      const value = parsed(codecFor(one, 'postgresql'), one.wrong);

      const refusal: unknown = await insert(one, value).catch((error: unknown) => error);

      expect(driverFailure(refusal)?.kind).toBe('value');
    },
  );

  it('does not call a value what is wrong with the statement', async () => {
    const refusal: unknown = await client
      .query('select $1 +', [1])
      .catch((error: unknown) => error);

    expect(driverFailure(refusal)).toBeUndefined();
  });
});

describe('a row of a foreign SQLite', () => {
  const database = new Database(':memory:');
  afterAll(() => database.close());

  function shown(one: Omit<Case, 'inputs'>, sqlValue: string): string {
    const codec = codecFor({ ...one, inputs: [] }, 'sqlite');
    database.exec(
      `drop table if exists t; create table t (c ${one.sql}); insert into t values (${sqlValue})`,
    );
    const [raw] = database
      .prepare(`select ${selected(codec)} from t`)
      .raw()
      .get() as unknown[];
    return codec.toText(raw);
  }

  it.each([
    ['integer', 'wide_int', `'abc'`, '"abc"'],
    ['integer', 'wide_int', '9223372036854775807', '"9223372036854775807"'],
    ['integer', 'wide_int', '3000000000', '3000000000'],
    ['integer', 'wide_int', '1.5', '1.5'],
    ['integer', 'wide_int', `x'00ff'`, '"AP8="'],
    ['boolean', 'boolean', '1', 'true'],
    ['boolean', 'boolean', `'Y'`, '"Y"'],
    ['text', 'text', `x'00ff'`, '"AP8="'],
    ['blob', 'bytes', `x'00ff'`, '"AP8="'],
    ['blob', 'bytes', `'text'`, '"text"'],
    ['fluffy', 'any', `'12'`, '12'],
    ['fluffy', 'any', `'kitten'`, '"kitten"'],
    ['', 'any', `'12'`, '"12"'],
    ['numeric(10,2)', 'decimal', `'dear'`, '"dear"'],
    ['numeric', 'numeric', '1.25', '"1.25"'],
  ] as const)('%s, read as %s, shows %s as %s', (sql, kind, sqlValue, text) => {
    expect(shown({ sql, kind }, sqlValue)).toBe(text);
  });

  it.each([
    [`'{"a": 1}'`, '{"a": 1}'],
    [`'{broken'`, '"{broken"'],
    [`'null,"id":99'`, JSON.stringify('null,"id":99')],
    [`''`, '""'],
    ['12', '12'],
  ])('shows the json %s as %s, whoever made the column', (sqlValue, text) => {
    for (const [sql, constraints] of [
      ['json', { databaseType: 'json' }],
      ['text', {}],
    ] as const)
      expect(shown({ sql, kind: 'json', constraints }, sqlValue)).toBe(text);
  });

  it.each([
    ['YYYY-MM-DD HH:MM:SS', `'2021-01-02 03:04:05'`, '"2021-01-02T03:04:05.000Z"'],
    ['YYYY-MM-DDTHH:MM:SS.fffZ', `'2021-01-02T03:04:05.678Z'`, '"2021-01-02T03:04:05.678Z"'],
    ['YYYY-MM-DD', `'2021-01-02'`, '"2021-01-02T00:00:00.000Z"'],
    ['unix', '1609556645', '"2021-01-02T03:04:05.000Z"'],
    ['unix_ms', '1609556645678', '"2021-01-02T03:04:05.678Z"'],
  ])('shows moments that are stored as %s, and stores them so', (storedAs, sqlValue, text) => {
    const one = { sql: 'datetime', kind: 'datetime' as const, constraints: { storedAs } };
    const codec = codecFor({ ...one, inputs: [] }, 'sqlite');

    expect(shown(one, sqlValue)).toBe(text);
    const written = codec.toDriver(parsed(codec, JSON.parse(text)));
    expect(typeof written === 'string' ? `'${written}'` : String(written)).toBe(sqlValue);
  });

  it('shows what is no moment as it is stored', () => {
    const constraints = { storedAs: 'YYYY-MM-DD HH:MM:SS' };

    expect(shown({ sql: 'datetime', kind: 'datetime', constraints }, `'soon'`)).toBe('"soon"');
  });

  it('refuses text that the column would make a number of', () => {
    const codec = codecOf(fieldOf('any', { databaseType: 'fluffy' }), 'sqlite');

    expect(codec.parse('12')).toBeInstanceOf(InvalidValue);
    expect(codec.parse(12)).toBe(12);
  });
});
