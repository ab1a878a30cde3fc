import type { Dialect } from '../model/dialect.js';

/**
 * The columns of tables whose names are a JSON array, each with its table, and whether every row
 * has to be given a value of it: of the tables that statements find by these names. SQLite reads the array
 * once: joined to it, it would for each row of each table.
 */
export const PRESENT_COLUMNS: Record<Dialect, string> = {
  sqlite: `
select s.name as "table", x.name as column,
       (x."notnull" or x.pk > 0) and x.dflt_value is null and x.hidden = 0 as "isDemanded"
from main.sqlite_schema s
join pragma_table_xinfo(s.name) x on x.hidden < 2
where s.type = 'table' and s.name in (select value from json_each(?))`,
  postgresql: `
select c.table_name as "table", c.column_name as column,
       c.is_nullable = 'NO' and c.column_default is null and c.is_identity = 'NO'
         and c.is_generated = 'NEVER' as "isDemanded"
from information_schema.tables t
join information_schema.columns c using (table_schema, table_name)
where t.table_name in (select json_array_elements_text(?::json)) and t.table_type = 'BASE TABLE'
  and t.table_schema <> 'information_schema' and t.table_schema not like 'pg\\_%'
  and exists (
    select from pg_catalog.pg_class v
    join pg_catalog.pg_namespace n on n.oid = v.relnamespace
    where v.relname = t.table_name and n.nspname = t.table_schema
      and pg_catalog.pg_table_is_visible(v.oid))
  and not exists (
    select from pg_catalog.pg_inherits i
    join pg_catalog.pg_class p on p.oid = i.inhrelid
    where p.relname = t.table_name)`,
};

/**
 * Of tables whose names are a JSON array, each column with its type and whether it is certain to hold something; of a
 * view, of which only its owner knows that, a row without a column.
 */
export const STORED_COLUMNS: Record<Dialect, string> = {
  sqlite: `
select s.name as "table", x.name as column, x.type, x."notnull" as "isCertain"
from main.sqlite_schema s
left join pragma_table_xinfo(case s.type when 'table' then s.name end) x
where s.type in ('table', 'view') and s.name in (select value from json_each(?))`,
  postgresql: `
select c.relname as "table", a.attname as column, t.typname as type,
       a.attnotnull or t.typtype = 'd' and t.typnotnull as "isCertain"
from pg_catalog.pg_class c
left join pg_catalog.pg_attribute a
  on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f')
left join pg_catalog.pg_type t on t.oid = a.atttypid
where c.relname in (select json_array_elements_text(?::json))
  and c.relkind in ('r', 'p', 'v', 'm', 'f') and pg_catalog.pg_table_is_visible(c.oid)`,
};

/**
 * Unique constraints of tables whose names are a JSON array, a row for each column; `undefined`: MikroORM reads them, as it
 * does SQLite's unique indexes.
 */
export const UNIQUE_CONSTRAINTS: Record<Dialect, string | undefined> = {
  sqlite: `
select t.value as "table", i.name, x.name as column
from json_each(?) t
join pragma_index_list(t.value) i on i.origin = 'u'
join pragma_index_info(i.name) x
order by t.key, i.seq, x.seqno`,
  postgresql: undefined,
};

/**
 * Of names, which are a JSON array, those that a table or a view has in other upper and lower case; `undefined`: such
 * names are two.
 */
export const OTHER_SPELLINGS: Record<Dialect, string | undefined> = {
  sqlite: `
select w.value as wanted, s.name
from json_each(?) w
join main.sqlite_schema s on s.name = w.value collate nocase and s.name <> w.value
where s.type in ('table', 'view')`,
  postgresql: undefined,
};
