import Database from 'better-sqlite3';
import pg from 'pg';
import type { FieldType } from '../declare/field-types.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { codecOf } from './codec-of.js';
import { type ColumnCodec, InvalidValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { COLUMN_TYPES } from './column-types.js';
import { fieldOf } from './field-model.fixture.js';

const POSTGRES_URL =
  process.env.LIGHTAPI_TEST_POSTGRES ?? 'postgresql://postgres@127.0.0.1:5432/test';
const TABLE = 'lightapi_column_roundtrip';
const CONSTRAINTS: Partial<Record<FieldType, FieldConstraints>> = {
  string: { maxLength: 20 },
  decimal: { precision: 30, scale: 10 },
  enum: { values: ['draft', 'q"uote', '12', ''] },
};

/** One field of a type; the table has a column for each. */
export function roundTripField(type: FieldType): FieldModel {
  return fieldOf(type, CONSTRAINTS[type], { name: type, column: `a ${type}` });
}

/** What is right; a wrong input is the spec's mistake. */
export function parsed(codec: ColumnCodec, input: unknown): unknown {
  const value = codec.parse(input);
  if (value instanceof InvalidValue) throw new TypeError(`${value.type}: ${String(input)}`);
  return value;
}

function columns(dialect: Dialect): string {
  const types = Object.keys(COLUMN_TYPES) as FieldType[];
  const fields = types.map(roundTripField);
  return fields
    .map((field) => `"${field.column}" ${codecOf(field, dialect).columnType}`)
    .join(', ');
}

/** Gives the column back from the insert itself, as the generated operations do. */
function insertSql({ column }: FieldModel, codec: ColumnCodec, parameter: string): string {
  const name = `"${column}"`;
  const selected = codec.selection?.(name) ?? name;
  return `insert into ${TABLE} (${name}) values (${parameter}) returning ${selected}`;
}

/** A table in a real SQLite, which gives back raw columns. */
export class SqliteRoundTrip {
  readonly #db = new Database(':memory:');

  constructor() {
    this.#db.exec(`create table ${TABLE} (${columns('sqlite')})`);
  }

  raw(field: FieldModel, value: unknown): unknown {
    const codec = codecOf(field, 'sqlite');
    const statement = this.#db.prepare(insertSql(field, codec, '?')).raw();
    const [raw] = statement.get(codec.toDriver(value)) as readonly unknown[];
    return raw;
  }

  close(): void {
    this.#db.close();
  }
}

/** As our own statements read: text, whatever the type. */
const RAW_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: unknown) => text };
/** `date`, `timestamp` and `timestamptz`, which MikroORM leaves as text. */
const MOMENTS: ReadonlySet<number> = new Set([1082, 1114, 1184]);
/** As a user's own query through MikroORM reads. */
const PARSED: pg.CustomTypesConfig = {
  getTypeParser: (oid) =>
    MOMENTS.has(oid)
      ? (text: unknown) => text
      : (pg.types.getTypeParser(oid) as (text: string) => unknown),
};

/** A table in a real PostgreSQL; a temporary one, which only this session sees. */
export class PostgresRoundTrip {
  readonly #client = new pg.Client({
    connectionString: POSTGRES_URL,
    connectionTimeoutMillis: 3000,
  });

  /** Why PostgreSQL can't be reached; `undefined` when it is. */
  async open(): Promise<string | undefined> {
    try {
      await this.#client.connect();
    } catch (error) {
      return `no PostgreSQL by LIGHTAPI_TEST_POSTGRES: ${String(error)}`;
    }
    await this.setTimeZone('UTC');
    await this.#client.query(`create temporary table ${TABLE} (${columns('postgresql')})`);
    return undefined;
  }

  async setTimeZone(zone: string): Promise<void> {
    await this.#client.query(`set time zone '${zone}'`);
  }

  raw(field: FieldModel, value: unknown): Promise<unknown> {
    return this.#insert(field, value, RAW_TEXT);
  }

  parsed(field: FieldModel, value: unknown): Promise<unknown> {
    return this.#insert(field, value, PARSED);
  }

  async #insert(field: FieldModel, value: unknown, types: pg.CustomTypesConfig): Promise<unknown> {
    const codec = codecOf(field, 'postgresql');
    const { rows } = await this.#client.query<unknown[]>({
      text: insertSql(field, codec, '$1'),
      values: [codec.toDriver(value)],
      rowMode: 'array',
      types,
    });
    return rows[0]?.[0];
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
