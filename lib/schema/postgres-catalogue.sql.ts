/**
 * Tables and views that are the application's own: of no system schema, no other session and no
 * extension. `searched` is the place of the schema in the search path. Of triggers, those of INSERT
 * (4) and UPDATE (16) count that are not BEFORE (2) and of no foreign key; parts have their own.
 */
export const RELATIONS = `
select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relkind::text as kind,
       array_position(current_schemas(false), n.nspname) as searched,
       c.reltuples::float8 as rows, c.relispartition as partition,
       exists (
         select from pg_catalog.pg_trigger g
         where not g.tgisinternal and g.tgtype & 2 = 0 and g.tgtype & 20 <> 0
           and (g.tgrelid = c.oid or g.tgrelid in (
             select inhrelid from pg_catalog.pg_inherits where inhparent = c.oid))) as triggered,
       obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by n.nspname, c.relname`;

/** The columns of some relations, in their order. */
export const COLUMNS = `
select a.attrelid::text as relation, a.attnum as number, a.attname as name,
       a.atttypid::text as type, a.atttypmod as modifier,
       format_type(a.atttypid, a.atttypmod) as "typeName",
       a.attnotnull as "notNull", a.attidentity <> '' as identity, a.attgenerated <> '' as generated,
       pg_get_expr(d.adbin, d.adrelid) as "defaultSql",
       coalesce(not l.collisdeterministic, false) as nondeterministic,
       col_description(a.attrelid, a.attnum) as comment
from pg_catalog.pg_attribute a
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_collation l on l.oid = a.attcollation
where a.attrelid = any ($1::oid[]) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum`;

/** The types of some columns, with the types that those are made of. */
export const TYPES = `
with recursive used (oid) as (
  select distinct atttypid from pg_catalog.pg_attribute
  where attrelid = any ($1::oid[]) and attnum > 0 and not attisdropped
  union
  select part.oid from used
  join pg_catalog.pg_type t on t.oid = used.oid
  cross join lateral (values (t.typbasetype), (t.typelem)) as part (oid)
  where part.oid <> 0
)
select t.oid::text as oid, t.typname as name,
       quote_ident(n.nspname) || '.' || quote_ident(t.typname) as "qualifiedName", t.typtype::text as kind,
       t.typcategory = 'A' as "isArray", t.typelem::text as element,
       t.typbasetype::text as base, t.typtypmod as modifier, t.typnotnull as "notNull",
       (select json_agg(e.enumlabel order by e.enumsortorder)::text
        from pg_catalog.pg_enum e where e.enumtypid = t.oid) as labels
from used
join pg_catalog.pg_type t on t.oid = used.oid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace`;

/** The keys and rules of some relations. Of checks, only those on one column tell of its values. */
export const CONSTRAINTS = `
select c.conrelid::text as relation, c.contype::text as kind, array_to_json(c.conkey)::text as columns,
       n.nspname as "targetSchema", t.relname as "targetTable",
       (select attname from pg_catalog.pg_attribute
        where attrelid = c.confrelid and attnum = c.confkey[1]) as "targetColumn",
       case when c.contype = 'c' then pg_get_constraintdef(c.oid) end as definition
from pg_catalog.pg_constraint c
left join pg_catalog.pg_class t on t.oid = c.confrelid
left join pg_catalog.pg_namespace n on n.oid = t.relnamespace
where c.conrelid = any ($1::oid[])
  and (c.contype = 'p' or c.contype in ('f', 'c') and cardinality(c.conkey) = 1)
order by c.conrelid, c.conname`;

/**
 * The first columns of indexes. An index makes a column unique only where it is about all rows and
 * about nothing else; one that waits for the end of a transaction does too.
 */
export const INDEXES = `
select i.indrelid::text as relation, i.indkey[0] as column,
       i.indisunique and i.indnkeyatts = 1 and i.indpred is null as "isUnique",
       i.indpred is null as "isWhole"
from pg_catalog.pg_index i
where i.indrelid = any ($1::oid[]) and i.indisvalid and i.indkey[0] <> 0`;
