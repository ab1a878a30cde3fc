import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection, DatabaseSchema, SchemaDifference } from '@mikro-orm/sql';

import type { Dialect } from '../model/dialect.js';
import { DIALECT_FACTS } from '../model/dialect-facts.js';
import { dialectOf } from '../schema/dialect.js';
import { quote } from '../store/sql-syntax.js';

/** A column that leads to a table of the home schema; of several columns each is one. */
interface ReferenceTo {
  readonly target: string;
  /** `null`: the home schema, or the only one. */
  readonly schema: string | null;
  readonly table: string;
  readonly column: string;
}

/** All references to the tables of a JSON array; of PostgreSQL's, to those in its first schema. */
const REFERENCES_TO: Record<Dialect, string> = {
  sqlite: `
select t.value as target, null as schema, m.name as "table", f."from" as column
from json_each(?) t
join main.sqlite_schema m on m.type = 'table'
join pragma_foreign_key_list(m.name) f on lower(f."table") = lower(t.value)
order by t.key, m.name, f.id, f.seq`,
  postgresql: `
select t.relname as target, nullif(n.nspname, current_schema()) as schema, r.relname as "table", a.attname as column
from pg_catalog.pg_constraint c
join pg_catalog.pg_class t on t.oid = c.confrelid and t.relnamespace = current_schema()::regnamespace
join pg_catalog.pg_class r on r.oid = c.conrelid
join pg_catalog.pg_namespace n on n.oid = r.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = any (c.conkey)
where c.contype = 'f' and c.conparentid = 0 and t.relname in (select json_array_elements_text(?::json))
order by t.relname, n.nspname, r.relname, a.attnum`,
};

/**
 * Which tables can't be dropped, as others lead to them that stay.
 *
 * @param wanted - the tables as they are to be
 */
export async function droppedProblems(
  orm: MikroORM,
  { removedTables }: SchemaDifference,
  wanted: DatabaseSchema,
): Promise<string[]> {
  const dropped = Object.values(removedTables).map(({ name }) => name);
  if (dropped.length === 0) return [];
  const connection = orm.em.getConnection() as unknown as AbstractSqlConnection;
  const sql = REFERENCES_TO[dialectOf(orm.em.getPlatform())];
  const references = await connection.execute<ReferenceTo[]>(sql, [JSON.stringify(dropped)]);
  const staying = references.filter(({ schema, table, target, column }) => {
    if (schema !== null) return true;
    if (dropped.includes(table)) return false;
    const keys = wanted.getTable(table)?.getForeignKeys();
    return (
      keys === undefined ||
      Object.values(keys).some(
        (key) => bare(key.referencedTableName) === target && key.columnNames.includes(column),
      )
    );
  });
  return [...Map.groupBy(staying, ({ target }) => target)].map(([target, ones]) => {
    const from = ones.map(({ schema, table, column }) =>
      [...(schema === null ? [] : [schema]), table, column].join('.'),
    );
    return `table ${target}: it is declared no more, and others that stay refer to it (${from.join(', ')}). Drop their references before, by lightapi migration create --blank, or leave out --allow-drops`;
  });
}

/** Without `cascade`, which would take what others have made of a table with it. */
export function dropSql({ removedTables }: SchemaDifference, dialect: Dialect): string[] {
  const left = new Map(Object.values(removedTables).map((table) => [table.name, table]));
  const statements: string[] = [];
  while (left.size > 0) {
    const references = [...left.values()].flatMap((table) =>
      Object.values(table.getForeignKeys())
        .map(({ constraintName, referencedTableName }) => ({
          ...{ table: table.name, constraintName },
          target: bare(referencedTableName),
        }))
        .filter(({ target }) => target !== table.name && left.has(target)),
    );
    const referenced = new Set(references.map(({ target }) => target));
    const free = [...left.keys()].filter((name) => !referenced.has(name));
    if (free.length === 0) statements.push(...unreferSql(references, dialect));
    for (const name of free.length > 0 ? free : [...left.keys()]) {
      statements.push(`drop table ${quote(name)}`);
      left.delete(name);
    }
  }
  return statements;
}

/** Of tables that refer to each other none can be dropped first; SQLite enforces nothing meanwhile. */
function unreferSql(
  references: readonly { readonly table: string; readonly constraintName: string }[],
  dialect: Dialect,
): string[] {
  if (DIALECT_FACTS[dialect].takesAnyReference) return [];
  return references.map(
    ({ table, constraintName }) =>
      `alter table ${quote(table)} drop constraint ${quote(constraintName)}`,
  );
}

function bare(name: string): string {
  return name.replace(/^.*\./, '');
}
