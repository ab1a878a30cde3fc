import type { Dialect } from '../model/dialect.js';

/** Where the session makes tables, and what says so; `undefined`: there is one place only. */
export const CURRENT_SCHEMA: Record<Dialect, string | undefined> = {
  sqlite: undefined,
  postgresql: `select current_schema() as home, current_setting('search_path') as path`,
};

/** What names, which are a JSON array, mean where no schema stands before them. */
export const SEEN_RELATIONS: Record<Dialect, string | undefined> = {
  sqlite: undefined,
  postgresql: `
select c.relname as name, n.nspname as schema, c.relkind in ('r', 'p') as "isTable"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relname in (select json_array_elements_text(?::json))
  and c.relkind in ('r', 'p', 'v', 'm', 'f') and pg_catalog.pg_table_is_visible(c.oid)`,
};
