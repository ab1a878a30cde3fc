import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection, DatabaseSchema } from '@mikro-orm/sql';

import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { dialectOf } from '../schema/dialect.js';
import type { SchemaTarget } from '../schema/database-schema.js';
import { quote } from '../store/sql-syntax.js';

/** A column of JSON that has rows with other texts. */
export interface MisreadColumn {
  /** For people, a line. */
  readonly change: string;
  /** Why nothing is written for it, and what to do. */
  readonly problem: string;
}

/**
 * Where JSON is kept as a text, a field that becomes JSON changes no type, and what its rows have is no JSON. Of other
 * databases nothing is asked, as there it is another type.
 */
export async function misreadColumns(
  orm: MikroORM,
  existing: DatabaseSchema,
  targets: readonly SchemaTarget[],
): Promise<MisreadColumn[]> {
  if (!DIALECT_FACTS[dialectOf(orm.em.getPlatform())].holdsAnyType) return [];
  const connection = orm.em.getConnection() as unknown as AbstractSqlConnection;
  const misread: MisreadColumn[] = [];
  for (const { model } of targets)
    for (const { name, column, type } of model.columns) {
      if (type !== 'json' || existing.getTable(model.table)?.hasColumn(column) !== true) continue;
      const [table, value] = [quote(model.table), quote(column)];
      // A null is neither.
      const sql = `select count(*) as n from ${table} where not json_valid(${value})`;
      const [{ n } = { n: 0 }] = await connection.execute<{ n: number }[]>(sql);
      if (n === 0) continue;
      const where = `${model.table}.${column}`;
      const rows = n === 1 ? '1 row has' : `${n} rows have`;
      const remedy = `update ${table} set ${value} = json_quote(${value}) where not json_valid(${value})`;
      misread.push({
        change: `~ column ${where}: text becomes json, and ${rows} text that is none`,
        problem: `${model.name}.${name}: in ${where} ${rows} text that is no JSON. Change that before, by lightapi migration create --blank: ${remedy}`,
      });
    }
  return misread;
}
