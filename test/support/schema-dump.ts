import { runSql } from './sql.js';

/** What tables, views, indexes and constraints a database has, as text. */
export async function schemaOf(database: string): Promise<string> {
  const rows = await runSql(database, database.startsWith('sqlite:') ? SQLITE : POSTGRES);
  return JSON.stringify(rows, null, 1);
}

const SQLITE = `
select m.type, m.name, c.name as "column", c.type as "columnType", c."notnull", c.dflt_value, c.pk,
  case when m.type in ('view', 'index', 'trigger') then m.sql end as sql
from sqlite_master m left join pragma_table_xinfo(m.name) c order by m.type, m.name, c.cid`;

const POSTGRES = `
select * from (
  select c.oid::regclass::text as relation, a.attname as part,
    format_type(a.atttypid, a.atttypmod) || a.attnotnull as definition,
    pg_get_expr(d.adbin, d.adrelid) as more
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,
    'pg_toast'::regnamespace)
  union all select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' from pg_constraint
    where conrelid <> 0
  union all select schemaname || '.' || tablename, indexname, indexdef, '' from pg_indexes
    where schemaname not in ('pg_catalog', 'pg_toast')
) everything order by 1, 2, 3`;
