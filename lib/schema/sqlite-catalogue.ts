import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type {
  ColumnOrigin,
  ReflectedColumn,
  ReflectedTable,
} from '../model/reflected-table.interface.js';
import type { Reference } from '../model/field-model.interface.js';
import type { Catalogue, IsWanted, MappedType } from './catalogue.interface.js';
import { valuesOfSqliteChecks } from './check-values.js';
import { COLUMNS, FOREIGN_KEYS, INDEXES, RELATIONS } from './sqlite-catalogue.sql.js';
import { type ByRelation, EachRelation, type OfRelation } from './sqlite-relations.js';
import { type RunSql, withNulls, withStoredForm } from './sqlite-samples.js';
import { mapSqliteType, mapStrictSqliteType } from './sqlite-types.js';

/** Reads SQLite's catalogue by four statements, however many tables there are. */
export async function readSqliteCatalogue(orm: MikroORM, isWanted: IsWanted): Promise<Catalogue> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const run: RunSql = (sql, ...parameters) => connection.execute(sql, parameters);
  const names = (await run<RelationRow>(RELATIONS)).map((row) => ({
    ...row,
    schema: undefined,
    searched: 0,
  }));
  const wanted = names.filter(isWanted);
  const each = new EachRelation(
    run,
    wanted.map(({ name }) => name),
  );
  const parts: Parts = {
    columns: await each.read<ColumnRow>(COLUMNS),
    indexes: await each.read<IndexRow>(INDEXES),
    foreignKeys: await each.read<ForeignKeyRow>(FOREIGN_KEYS),
  };
  const tables: ReflectedTable[] = [];
  for (const relation of wanted) tables.push(await tableOf(relation, parts, run));
  return { names, tables };
}

interface RelationRow {
  readonly name: string;
  readonly type: 'table' | 'view' | 'virtual';
  readonly withoutRowid: number;
  readonly strict: number;
  readonly sql: string;
  readonly triggered: number;
}

interface ColumnRow extends OfRelation {
  readonly name: string;
  readonly type: string;
  readonly notNull: number;
  readonly defaultSql: string | null;
  /** From 1; 0: it is not in the primary key. */
  readonly keyPosition: number;
  readonly generated: number;
}

interface IndexRow extends OfRelation {
  /** `c` of CREATE INDEX, `u` of a unique constraint, `pk` of the primary key. */
  readonly origin: string;
  readonly isUnique: number;
  readonly isPartial: number;
  readonly column: string | null;
  readonly width: number;
}

interface ForeignKeyRow extends OfRelation {
  readonly id: number;
  readonly targetTable: string;
  readonly column: string;
  readonly targetColumn: string | null;
}

interface Parts {
  readonly columns: ByRelation<ColumnRow>;
  readonly indexes: ByRelation<IndexRow>;
  readonly foreignKeys: ByRelation<ForeignKeyRow>;
}

async function tableOf(
  { name, type, withoutRowid, strict, sql, triggered }: RelationRow,
  parts: Parts,
  run: RunSql,
): Promise<ReflectedTable> {
  const rows = parts.columns.get(name) ?? [];
  const indexes = parts.indexes.get(name) ?? [];
  const key = rows
    .filter(({ keyPosition }) => keyPosition > 0)
    .sort((a, b) => a.keyPosition - b.keyPosition);
  const checks = valuesOfSqliteChecks(sql);
  const columnParts = {
    indexes,
    checks,
    typeOf: strict === 1 ? mapStrictSqliteType : mapSqliteType,
    counter: withoutRowid === 1 ? undefined : counterOf(key, indexes),
    references: referencesOf(name, parts),
  };
  const columns: ReflectedColumn[] = [];
  for (const row of rows) {
    const column = columnOf(row, columnParts);
    // A view may have to compute all its rows for one of them.
    if (type !== 'table') columns.push(column);
    else {
      const sampled = await withStoredForm(column, name, run);
      const isLoose = strict === 0 && withoutRowid === 0 && mayBeEmptyKey(row, columnParts.counter);
      columns.push(isLoose ? await withNulls(sampled, name, run) : sampled);
    }
  }
  return {
    schema: undefined,
    name,
    kind: type === 'view' ? 'view' : 'table',
    columns,
    primaryKey: key.map((column) => column.name),
    compositeReferences: foreignKeysOf(name, parts)
      .filter(({ length }) => length > 1)
      .map((together) => together.map(({ column }) => column)),
    estimatedRows: undefined,
    partition: false,
    triggered: triggered === 1,
    comment: undefined,
  };
}

/**
 * The column that is the row's number: SQLite counts it. `INTEGER PRIMARY KEY DESC` is none, and
 * has an index.
 */
function counterOf(key: readonly ColumnRow[], indexes: readonly IndexRow[]): string | undefined {
  const [only, ...others] = key;
  if (only === undefined || others.length > 0 || only.type.toUpperCase() !== 'INTEGER')
    return undefined;
  return indexes.some(({ origin }) => origin === 'pk') ? undefined : only.name;
}

/** @see https://www.sqlite.org/lang_createtable.html#the_primary_key "due to a bug in some early versions" */
function mayBeEmptyKey({ name, notNull, keyPosition }: ColumnRow, counter?: string): boolean {
  return keyPosition > 0 && notNull === 0 && name !== counter;
}

/** The columns of each. */
function foreignKeysOf(name: string, { foreignKeys }: Parts): readonly ForeignKeyRow[][] {
  return [...Map.groupBy(foreignKeys.get(name) ?? [], ({ id }) => id).values()];
}

function referencesOf(name: string, parts: Parts): ReadonlyMap<string, Reference> {
  const keys = foreignKeysOf(name, parts);
  const references = new Map<string, Reference>();
  for (const [{ column, targetTable, targetColumn }, ...others] of keys as [
    ForeignKeyRow,
    ...ForeignKeyRow[],
  ][]) {
    if (others.length > 0) continue;
    const table = spelled(targetTable, parts.columns.keys());
    const key = parts.columns.get(table)?.find(({ keyPosition }) => keyPosition === 1)?.name;
    const target = targetColumn ?? key;
    if (target !== undefined) references.set(column.toLowerCase(), { table, column: target });
  }
  return references;
}

/** SQLite knows no case in names. */
function spelled(name: string, known: Iterable<string>): string {
  const lower = name.toLowerCase();
  return [...known].find((one) => one.toLowerCase() === lower) ?? name;
}

interface ColumnParts {
  readonly indexes: readonly IndexRow[];
  readonly checks: ReadonlyMap<string, readonly string[]>;
  readonly typeOf: (declared: string) => MappedType;
  readonly counter: string | undefined;
  readonly references: ReadonlyMap<string, Reference>;
}

function columnOf(row: ColumnRow, parts: ColumnParts): ReflectedColumn {
  const { name, type, notNull, keyPosition, generated, defaultSql } = row;
  const indexes = parts.indexes.filter(({ column }) => column === name);
  const isCounter = name === parts.counter;
  return {
    name,
    databaseType: type,
    ...withChecks(parts.typeOf(type), parts.checks.get(name.toLowerCase())),
    nullable: notNull === 0 && keyPosition === 0,
    origin: originOf(row, isCounter),
    defaultSql: generated === 1 ? undefined : (defaultSql ?? undefined),
    unique:
      isCounter ||
      indexes.some(
        ({ isUnique, isPartial, width }) => isUnique === 1 && isPartial === 0 && width === 1,
      ),
    indexed: isCounter || indexes.some(({ isPartial }) => isPartial === 0),
    reference: parts.references.get(name.toLowerCase()),
    comment: undefined,
  };
}

function withChecks(mapped: MappedType, values: readonly string[] | undefined): MappedType {
  const isText = mapped.type === 'string' || mapped.type === 'text';
  return isText && values !== undefined ? { type: 'enum', constraints: { values } } : mapped;
}

function originOf({ generated, defaultSql }: ColumnRow, isCounter: boolean): ColumnOrigin {
  if (isCounter || generated === 1) return 'database';
  return defaultSql === null ? 'client' : 'default';
}
