import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import { ConfigurationError } from '../error/configuration.error.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { foldedName } from '../model/folded-name.js';
import { readSchema } from './database-schema.js';
import { dialectOf } from './dialect.js';
import { OTHER_SPELLINGS } from './present-tables.sql.js';

/** What is wrong with the names of tables and columns on a database, as far as their declarations tell. */
export function databaseNameProblems(
  models: readonly EndpointModel[],
  dialect: Dialect,
): readonly string[] {
  return [...systemColumns(models, dialect), ...foldedTables(models, dialect)];
}

/** @throws {@link ConfigurationError} naming each class, and what its names are to the database */
export function refuseDatabaseNames(models: readonly EndpointModel[], dialect: Dialect): void {
  const problems = databaseNameProblems(models, dialect);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** @throws {@link ConfigurationError} naming each table and column that is there, in upper and lower case of its own */
export async function refuseOtherSpellings(
  orm: MikroORM,
  models: readonly EndpointModel[],
): Promise<void> {
  const sql = OTHER_SPELLINGS[dialectOf(orm.em.getPlatform())];
  if (sql === undefined) return;
  const tables = await respeltTables(orm, models, sql);
  if (tables.length > 0) throw new ConfigurationError(tables);
  const columns = await respeltColumns(orm, models);
  if (columns.length > 0) throw new ConfigurationError(columns);
}

async function respeltTables(
  orm: MikroORM,
  models: readonly EndpointModel[],
  sql: string,
): Promise<string[]> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const tables = JSON.stringify(models.map(({ table }) => table));
  const spellings = await connection.execute<{ wanted: string; name: string }[]>(sql, [tables]);
  const present = new Map(spellings.map(({ wanted, name }) => [wanted, name]));
  return models.flatMap(({ name, table }) => {
    const spelled = present.get(table);
    if (spelled === undefined) return [];
    return `${name}: the table '${table}' is there as '${spelled}', and the database knows no case in names. Give the class the table's own spelling: table: '${spelled}'.`;
  });
}

/** A declared column is in snake case, so that the class can't have the table's spelling. */
async function respeltColumns(orm: MikroORM, models: readonly EndpointModel[]): Promise<string[]> {
  const existing = await readSchema(orm, [...new Set(models.map(({ table }) => table))]);
  return models.flatMap(({ name, table, columns }) => {
    const present = existing.getTable(table)?.getColumns() ?? [];
    const spellings = new Map(present.map((column) => [foldedName(column.name), column.name]));
    return columns.flatMap((field) => {
      const spelled = spellings.get(foldedName(field.column));
      if (spelled === undefined || spelled === field.column) return [];
      return `${name}.${field.name}: the table '${table}' has its column '${field.column}' as '${spelled}', and the database knows no case in names. Serve the table by 'reflect', which takes its columns as they are, or rename the column by a migration.`;
    });
  });
}

/** Of the columns that would be made: those that are there can't have such a name, but those of views can. */
function systemColumns(models: readonly EndpointModel[], dialect: Dialect): string[] {
  return models.flatMap(({ name, columns, reflection }) =>
    columns
      .filter((_field, at) => reflection?.additions.includes(at) ?? true)
      .filter(({ column }) => DIALECT_FACTS[dialect].systemColumns.includes(column))
      .map(
        (field) =>
          `${name}.${field.name}: every table of the database has a column '${field.column}' of its own. Give the field another name.`,
      ),
  );
}

/** Tables that their classes tell apart by upper and lower case, where the database does not. */
function foldedTables(models: readonly EndpointModel[], dialect: Dialect): string[] {
  if (!DIALECT_FACTS[dialect].foldsNames) return [];
  const declared = models.filter(({ reflection }) => reflection === undefined);
  return [...Map.groupBy(declared, ({ table }) => foldedName(table)).values()].flatMap(
    (sharing) => {
      const tables = [...new Set(sharing.map(({ table }) => table))];
      if (tables.length === 1) return [];
      const names = sharing.map(({ name }) => name).join(', ');
      const quoted = tables.map((table) => `'${table}'`).join(' and ');
      return [
        `${names}: ${quoted} are one table, as the database knows no case in names. Give each its own 'table', or all the same.`,
      ];
    },
  );
}
