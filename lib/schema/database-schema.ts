import type { EntityMetadata, MikroORM } from '@mikro-orm/core';
import {
  type AbstractSqlConnection,
  type AbstractSqlPlatform,
  type Column,
  DatabaseSchema,
  type DatabaseTable,
  type ForeignKey,
  type SchemaDifference,
  type SqlSchemaGenerator,
} from '@mikro-orm/sql';

import { ConfigurationError } from '../error/configuration.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { seenRelations } from './search-path.js';
import { addUniqueConstraints } from './unique-constraints.js';

/** An endpoint's model, and MikroORM's metadata of its entity. */
export interface SchemaTarget {
  readonly model: EndpointModel;
  readonly metadata: EntityMetadata;
}

/**
 * The tables of these names as the database has them; of others, nothing.
 *
 * @throws {@link ConfigurationError} where MikroORM can't read what SQLite has of them, which it does by patterns
 */
export async function readSchema(
  orm: MikroORM,
  tables: readonly string[],
): Promise<DatabaseSchema> {
  const driver = orm.em.getDriver();
  const connection = driver.getConnection() as AbstractSqlConnection;
  const platform = driver.getPlatform() as AbstractSqlPlatform;
  const names = [...tables];
  try {
    const schema = await DatabaseSchema.create(
      connection,
      platform,
      orm.config,
      undefined,
      undefined,
      names,
    );
    await addUniqueConstraints(orm, schema);
    return await onlySeen(orm, schema, names);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigurationError(
      [
        `MikroORM can't read how one of these tables was made: ${names.join(', ')}. Of generated columns it asks for 'create table name (', with the blank, and another column before them. Serve such a table by 'reflect' instead.`,
      ],
      { cause },
    );
  }
}

/** Of several that have one name, in schemas of PostgreSQL, statements find one. */
async function onlySeen(
  orm: MikroORM,
  schema: DatabaseSchema,
  names: readonly string[],
): Promise<DatabaseSchema> {
  const seen = await seenRelations(orm, names);
  if (seen === undefined) return schema;
  const usual = orm.em.getPlatform().getDefaultSchemaName();
  const isSeen = ({ name, schema: own = usual }: { name: string; schema?: string | undefined }) =>
    seen.get(name)?.schema === own;
  schema.setTables(schema.getTables().filter(isSeen));
  schema.setViews(schema.getViews().filter(isSeen));
  return schema;
}

/** The names of the targets' tables. */
export function tablesOf(targets: readonly SchemaTarget[]): string[] {
  return targets.map(({ model }) => model.table);
}

/** The tables as declared; endpoints that share one have their columns in one. */
export function wantedSchema(orm: MikroORM, targets: readonly SchemaTarget[]): DatabaseSchema {
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  const owners = new Map(targets.map((target) => [target.model.table, target] as const).reverse());
  const metadata = [...owners.values()].map((target) => target.metadata);
  const schema = DatabaseSchema.fromMetadata(metadata, platform, orm.config);
  for (const { model, metadata: entity } of targets) {
    const table = schema.getTable(model.table);
    if (table === undefined) continue;
    for (const property of entity.props)
      if (!property.fieldNames.every((name) => table.hasColumn(name)))
        table.addColumnFromProperty(property, entity, orm.config);
    table.setForeignKeys({ ...table.getForeignKeys(), ...foreignKeys(model, table) });
  }
  return schema;
}

function foreignKeys(model: EndpointModel, table: DatabaseTable): Record<string, ForeignKey> {
  const keys = model.columns.flatMap(({ column, reference }): ForeignKey[] => {
    if (reference === undefined) return [];
    const constraintName = `${model.table}_${column}_foreign`;
    return [
      {
        constraintName,
        columnNames: [column],
        localTableName: table.getShortestName(),
        referencedTableName: reference.table,
        referencedColumnNames: [reference.column],
      },
    ];
  });
  return Object.fromEntries(keys.map((key) => [key.constraintName, key]));
}

/** Whether rows that exist already can be given something. */
export function isFillable(column: Column): boolean {
  return column.nullable === true || (column.default ?? null) !== null;
}

/**
 * The SQL of a difference. What it may drop is what is in `difference`: tables never are.
 *
 * @param options.safe - leaves out columns that are dropped
 */
export function statementsOf(
  orm: MikroORM,
  difference: SchemaDifference,
  { safe }: { readonly safe: boolean },
): string[] {
  const options = { wrap: false, safe, dropTables: false };
  const sql = (orm.schema as unknown as SqlSchemaGenerator).diffToSQL(difference, options);
  return (orm.schema as unknown as StatementSplitter)
    .splitOutsideLiterals(sql, ';\n')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** Private to MikroORM, whose own `execute` leaves the transaction it is given. */
interface StatementSplitter {
  splitOutsideLiterals(sql: string, separator: string): string[];
}
