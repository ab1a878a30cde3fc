import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type {
  ColumnOrigin,
  ReflectedColumn,
  ReflectedTable,
} from '../model/reflected-table.interface.js';
import type { Catalogue, IsWanted, MappedType } from './catalogue.interface.js';
import { valuesOfPostgresCheck } from './check-values.js';
import { COLUMNS, CONSTRAINTS, INDEXES, RELATIONS, TYPES } from './postgres-catalogue.sql.js';
import {
  forbidsNull,
  mapPostgresType,
  type PostgresType,
  type PostgresTypes,
} from './postgres-types.js';

/** Reads PostgreSQL's catalogue by five statements, however many tables there are. */
export async function readPostgresCatalogue(orm: MikroORM, isWanted: IsWanted): Promise<Catalogue> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const names = (await connection.execute<RelationRow[]>(RELATIONS)).map((row) => ({
    ...row,
    searched: row.searched ?? undefined,
  }));
  const wanted = names.filter(isWanted);
  const oids = `{${wanted.map(({ oid }) => oid).join(',')}}`;
  const read = <T>(sql: string) => connection.execute<T[]>(sql.replace('$1', '?'), [oids]);
  const parts: Parts = {
    columns: byRelation(await read<ColumnRow>(COLUMNS)),
    types: new Map((await read<PostgresType>(TYPES)).map((type) => [type.oid, type])),
    constraints: byRelation(await read<ConstraintRow>(CONSTRAINTS)),
    indexes: byRelation(await read<IndexRow>(INDEXES)),
  };
  return { names, tables: wanted.map((relation) => tableOf(relation, parts)) };
}

interface RelationRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly searched: number | null;
  /** -1: never counted. */
  readonly rows: number;
  readonly partition: boolean;
  readonly triggered: boolean;
  readonly comment: string | null;
}

interface OfRelation {
  readonly relation: string;
}

interface ColumnRow extends OfRelation {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly modifier: number;
  readonly typeName: string;
  readonly notNull: boolean;
  readonly identity: boolean;
  readonly generated: boolean;
  readonly defaultSql: string | null;
  /** Whether its collation takes different texts for equal. */
  readonly nondeterministic: boolean;
  readonly comment: string | null;
}

interface ConstraintRow extends OfRelation {
  readonly kind: 'p' | 'f' | 'c';
  /** JSON: numbers of columns. */
  readonly columns: string;
  readonly targetSchema: string | null;
  readonly targetTable: string | null;
  readonly targetColumn: string | null;
  readonly definition: string | null;
}

interface IndexRow extends OfRelation {
  readonly column: number;
  readonly isUnique: boolean;
  readonly isWhole: boolean;
}

interface Parts {
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>;
  readonly types: PostgresTypes;
  readonly constraints: ReadonlyMap<string, readonly ConstraintRow[]>;
  readonly indexes: ReadonlyMap<string, readonly IndexRow[]>;
}

function byRelation<T extends OfRelation>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, ({ relation }) => relation);
}

function tableOf(relation: Omit<RelationRow, 'searched'>, parts: Parts): ReflectedTable {
  const { oid, schema, name, kind, rows, partition, triggered, comment } = relation;
  const columns = parts.columns.get(oid) ?? [];
  const constraints = parts.constraints.get(oid) ?? [];
  const indexes = parts.indexes.get(oid) ?? [];
  const key = constraints.find((constraint) => constraint.kind === 'p');
  const keyNumbers = key ? (JSON.parse(key.columns) as number[]) : [];
  return {
    schema,
    name,
    kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
    columns: columns.map((column) =>
      columnOf(column, {
        types: parts.types,
        constraints: constraints.filter(
          (constraint) => constraint.kind !== 'p' && constraint.columns === `[${column.number}]`,
        ),
        indexes: indexes.filter((index) => index.column === column.number),
      }),
    ),
    primaryKey: keyNumbers.flatMap(
      (number) => columns.find((column) => column.number === number)?.name ?? [],
    ),
    estimatedRows: rows < 0 ? undefined : rows,
    partition,
    triggered,
    compositeReferences: [],
    comment: comment ?? undefined,
  };
}

interface ColumnParts {
  readonly types: PostgresTypes;
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

function columnOf(
  column: ColumnRow,
  { types, constraints, indexes }: ColumnParts,
): ReflectedColumn {
  const type = types.get(column.type);
  const reference = constraints.find(({ kind }) => kind === 'f');
  return {
    name: column.name,
    databaseType: column.typeName,
    ...withChecks(mapPostgresType(type, column, types), constraints),
    nullable: !column.notNull && !forbidsNull(type, types),
    origin: originOf(column),
    defaultSql: column.generated ? undefined : (column.defaultSql ?? undefined),
    ...(column.nondeterministic && { nondeterministic: true }),
    unique: indexes.some(({ isUnique }) => isUnique),
    indexed: indexes.some(({ isWhole }) => isWhole),
    reference: reference && {
      schema: reference.targetSchema ?? undefined,
      table: reference.targetTable ?? '',
      column: reference.targetColumn ?? '',
    },
    comment: column.comment ?? undefined,
  };
}

/** A text that a check confines to some is an enum. */
function withChecks(mapped: MappedType, constraints: readonly ConstraintRow[]): MappedType {
  if (mapped.type !== 'string' && mapped.type !== 'text') return mapped;
  for (const { definition } of constraints) {
    const values = definition === null ? undefined : valuesOfPostgresCheck(definition);
    if (values !== undefined) return { type: 'enum', constraints: { values } };
  }
  return mapped;
}

function originOf({ identity, generated, defaultSql }: ColumnRow): ColumnOrigin {
  if (identity || generated || defaultSql?.startsWith('nextval(')) return 'database';
  return defaultSql === null ? 'client' : 'default';
}
