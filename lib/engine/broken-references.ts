import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type { HttpMethod } from '../declare/http-method.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { dialectOf } from '../schema/dialect.js';
import { quote } from '../store/sql-syntax.js';

/** A table, and the verbs that are to write its rows. */
export interface WrittenTable {
  readonly table: string;
  readonly columns: readonly { readonly column: string }[];
  readonly methods: readonly HttpMethod[];
}

/** What a verb makes of a row, as far as its references are concerned. */
const WRITES: Partial<Record<HttpMethod, (table: WrittenTable) => string>> = {
  POST: ({ table }) => `insert into ${quote(table)} default values`,
  PATCH: updateOf,
  PUT: updateOf,
  DELETE: ({ table }) => `delete from ${quote(table)}`,
};

/** SQLite says so when it prepares a write, whatever the write is. @see https://www.sqlite.org/foreignkeys.html */
const BROKEN = /foreign key mismatch.*|no such table.*/;

/**
 * Reflected tables of SQLite that can't be written, as a foreign key of theirs, or one that leads to them, leads to
 * no table, or to columns that are not unique. Programs that do not ask SQLite to look at references never notice.
 */
export async function brokenReferences(
  models: readonly EndpointModel[],
  orm: MikroORM,
): Promise<string[]> {
  const problems: string[] = [];
  for (const model of models) {
    if (model.reflection === undefined) continue;
    const reason = await writeRefusal(model, orm);
    if (reason !== undefined)
      problems.push(
        `${model.name}: rows of the table '${model.table}' can't be written: ${reason}. Make that foreign key lead to a primary key, or to unique columns, of a table that is there; or serve it with methods: ['GET'].`,
      );
  }
  return problems;
}

/** Why SQLite would refuse to write rows of a table. */
export async function writeRefusal(
  written: WrittenTable,
  orm: MikroORM,
): Promise<string | undefined> {
  if (!DIALECT_FACTS[dialectOf(orm.em.getPlatform())].takesAnyReference) return undefined;
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  for (const method of written.methods) {
    const sql = WRITES[method]?.(written);
    if (sql === undefined) continue;
    try {
      await connection.execute(`explain ${sql}`);
    } catch (error) {
      const [reason] = BROKEN.exec(String(error)) ?? [];
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

function updateOf({ table, columns }: WrittenTable): string {
  const names = columns.map(({ column }) => quote(column));
  return `update ${quote(table)} set ${names.map((name) => `${name} = ${name}`).join(', ')}`;
}
