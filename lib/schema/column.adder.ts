import { setTimeout as sleep } from 'node:timers/promises';

import type { MikroORM, Platform } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { quote } from '../store/sql-syntax.js';
import { tableSql } from '../store/table-sql.js';
import { databaseDefault } from './entity-schema.factory.js';

const MAX_ATTEMPTS = 10;
const PAUSE_MS = 100;

/** A reflected endpoint that declares columns which its table lacks. */
export interface AddedColumns {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
}

/** A column that a table is to have yet. */
export interface AddedColumn {
  readonly model: EndpointModel;
  readonly field: FieldModel;
  readonly codec: ColumnCodec;
  /** What adds it, and its index. */
  readonly statements: readonly string[];
}

/**
 * Gives existing tables the columns that `reflect: 'partial'` declares, and nothing else: columns
 * that hold null or a default, and their indexes. Another process may do the same at once.
 */
export async function addColumns(
  orm: MikroORM,
  endpoints: readonly AddedColumns[],
  dialect: Dialect,
): Promise<void> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const platform = orm.em.getPlatform();
  const words = UNLESS_THERE[dialect];
  for (const { statements } of addedColumns(endpoints, { platform, words }))
    for (const sql of statements) await run(connection, sql);
}

/** How columns are added. */
interface AdditionParts {
  readonly platform: Platform;
  /** @default what is there already is an error */
  readonly words?: UnlessThere;
}

/** The columns that `reflect: 'partial'` declares and that tables lack, each once. */
export function addedColumns(
  endpoints: readonly AddedColumns[],
  { platform, words = { column: '', index: '' } }: AdditionParts,
): AddedColumn[] {
  const added = new Map<string, AddedColumn>();
  for (const { model, codecs } of endpoints)
    for (const at of model.reflection?.additions ?? []) {
      const [field, codec] = [model.columns[at], codecs[at]];
      const place = `${nameOf(model)}.${field?.column}`;
      if (field === undefined || codec === undefined || added.has(place)) continue;
      const column = columnSql(model, { field, codec, platform, words });
      added.set(place, {
        ...{ model, field, codec },
        statements: [column, ...indexSql(model, field, words)],
      });
    }
  return [...added.values()];
}

/** Several processes that start at once get into each other's way. */
async function run(connection: AbstractSqlConnection, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.execute(sql, [], 'run');
      return;
    } catch (error) {
      if (isThere(error)) return;
      if (attempt === MAX_ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** What SQLite says of a column that another process has added. */
function isThere(error: unknown): boolean {
  return error instanceof Error && /duplicate column name/i.test(error.message);
}

interface ColumnParts {
  readonly field: FieldModel;
  readonly codec: ColumnCodec;
  readonly platform: Platform;
  readonly words: UnlessThere;
}

/** Words for what other servers that start may have added at the same time. */
interface UnlessThere {
  readonly column: string;
  readonly index: string;
}

/** SQLite has no such words for columns, and says that the column is there. */
const UNLESS_THERE: Record<Dialect, UnlessThere> = {
  postgresql: { column: 'if not exists ', index: 'if not exists ' },
  sqlite: { column: '', index: 'if not exists ' },
};

function columnSql(model: EndpointModel, { field, codec, platform, words }: ColumnParts): string {
  const { defaultRaw } = databaseDefault(field, codec, platform);
  const { reference } = field;
  return [
    `alter table ${nameOf(model)} add column ${words.column}${quote(field.column)}`,
    codec.columnType,
    ...(defaultRaw === undefined ? [] : [`default ${defaultRaw}`]),
    ...(field.optional ? [] : ['not null']),
    ...(reference ? [`references ${tableSql(reference)} (${quote(reference.column)})`] : []),
  ].join(' ');
}

function indexSql(model: EndpointModel, field: FieldModel, words: UnlessThere): string[] {
  if (!field.unique && !field.index) return [];
  const kind = field.unique ? 'unique index' : 'index';
  const name = quote(indexName(model, field));
  return [`create ${kind} ${words.index}${name} on ${nameOf(model)} (${quote(field.column)})`];
}

function indexName({ table }: EndpointModel, { column, unique }: FieldModel): string {
  return `${table}_${column}_${unique ? 'unique' : 'index'}`;
}

/** What takes a column back, and its index, without which SQLite does not. */
export function dropColumnSql({ model, field }: AddedColumn): string[] {
  const schema = model.reflection?.schema;
  const isIndexed = field.unique || field.index;
  const index = tableSql({ schema, table: indexName(model, field) });
  return [
    ...(isIndexed ? [`drop index ${index}`] : []),
    `alter table ${nameOf(model)} drop column ${quote(field.column)}`,
  ];
}

function nameOf({ reflection, table }: EndpointModel): string {
  return tableSql({ schema: reflection?.schema, table });
}
