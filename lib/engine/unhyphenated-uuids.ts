import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import type { StoredColumns } from '../schema/stored-columns.js';
import { quote } from '../store/sql-syntax.js';

/** A column of 32 characters, in which hyphens have no place. */
const DIGITS_ALONE = /char(?:acter)?\s*\(\s*32\s*\)\s*$/i;

/**
 * Fields of UUIDs whose rows have them without hyphens, as SQLAlchemy stores them in SQLite: a filter would find none
 * of them, and a unique column take each a second time. Of a column that has some the first row tells.
 */
export async function unhyphenatedUuids(
  models: readonly EndpointModel[],
  tables: ReadonlyMap<string, StoredColumns>,
  orm: MikroORM,
): Promise<string[]> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const problems: string[] = [];
  for (const model of models) {
    const stored = tables.get(model.table);
    const uuids = model.columns.filter(
      ({ type, column }) => type === 'uuid' && DIGITS_ALONE.test(stored?.get(column)?.type ?? ''),
    );
    for (const field of uuids)
      if ((await connection.execute(foundSql(model, field))).length > 0)
        problems.push(problemOf(model, field));
  }
  return problems;
}

function foundSql({ table }: EndpointModel, field: FieldModel): string {
  const column = quote(field.column);
  return `select 1 from ${quote(table)} where length(${column}) = 32 and ${column} not glob '*[^0-9A-Fa-f]*' limit 1`;
}

function problemOf(model: EndpointModel, field: FieldModel): string {
  const { name, table, columns, key } = model;
  const others = key.at.includes(columns.indexOf(field))
    ? ', and so in columns that refer to it'
    : '';
  return `${name}.${field.name}: rows of the table '${table}' have UUIDs without hyphens in '${field.column}', which no filter would find. Put them in${others}: ${remedySql(table, field)}`;
}

function remedySql(table: string, field: FieldModel): string {
  const column = quote(field.column);
  const parts = ['1, 8', '9, 4', '13, 4', '17, 4', '21'].map(
    (part) => `substr(${column}, ${part})`,
  );
  return `update ${quote(table)} set ${column} = lower(${parts.join(` || '-' || `)}) where length(${column}) = 32`;
}
