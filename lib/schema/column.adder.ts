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
  for (const { model, codecs } of endpoints)
    for (const at of model.reflection?.additions ?? []) {
      const [field, codec] = [model.columns[at], codecs[at]];
      if (field === undefined || codec === undefined) continue;
      await run(connection, columnSql(model, { field, codec, platform, dialect }));
      for (const sql of indexSql(model, field)) await run(connection, sql);
    }
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
  readonly dialect: Dialect;
}

/** SQLite has no such words, and says that the column is there. */
const UNLESS_THERE: Record<Dialect, string> = { postgresql: 'if not exists ', sqlite: '' };

function columnSql(model: EndpointModel, { field, codec, platform, dialect }: ColumnParts): string {
  const { defaultRaw } = databaseDefault(field, codec, platform);
  const { reference } = field;
  return [
    `alter table ${nameOf(model)} add column ${UNLESS_THERE[dialect]}${quote(field.column)}`,
    codec.columnType,
    ...(defaultRaw === undefined ? [] : [`default ${defaultRaw}`]),
    ...(field.optional ? [] : ['not null']),
    ...(reference ? [`references ${tableSql(reference)} (${quote(reference.column)})`] : []),
  ].join(' ');
}

function indexSql(model: EndpointModel, { column, unique, index }: FieldModel): string[] {
  if (!unique && !index) return [];
  const name = quote(`${model.table}_${column}_${unique ? 'unique' : 'index'}`);
  const kind = unique ? 'unique index' : 'index';
  return [`create ${kind} if not exists ${name} on ${nameOf(model)} (${quote(column)})`];
}

function nameOf({ reflection, table }: EndpointModel): string {
  return tableSql({ schema: reflection?.schema, table });
}
