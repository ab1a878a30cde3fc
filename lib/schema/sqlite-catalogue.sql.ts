/** Tables and views, without SQLite's own and those that virtual tables keep their data in. */
export const RELATIONS = `
select l.name, l.type, l.wr as "withoutRowid", l.strict, coalesce(s.sql, '') as sql,
       exists (
         select 1 from main.sqlite_schema g
         where g.type = 'trigger' and g.tbl_name = l.name collate nocase) as triggered
from pragma_table_list l
left join main.sqlite_schema s on s.name = l.name and s.type in ('table', 'view')
where l.schema = 'main' and l.type <> 'shadow' and l.name not like 'sqlite\\_%' escape '\\'
order by l.name`;

/** What has to be asked of each table, for some of them, whose names are a JSON array. */
const EACH = `from json_each(?) t`;

/** Hidden columns of virtual tables are none; 2 and 3 are generated ones. */
export const COLUMNS = `
select t.value as relation, x.name, x.type, x."notnull" as "notNull", x.dflt_value as "defaultSql",
       x.pk as "keyPosition", x.hidden in (2, 3) as generated
${EACH} join pragma_table_xinfo(t.value) x
where x.hidden <> 1
order by t.key, x.cid`;

/** The first columns of indexes; -2 is an expression, -1 the row's number. */
export const INDEXES = `
select t.value as relation, i.origin, i."unique" as "isUnique", i.partial as "isPartial",
       (select name from pragma_index_info(i.name) where seqno = 0) as column,
       (select count(*) from pragma_index_info(i.name)) as width
${EACH} join pragma_index_list(t.value) i
order by t.key, i.seq`;

/** A key that names no column refers to the other table's primary key. */
export const FOREIGN_KEYS = `
select t.value as relation, f.id, f.seq, f."table" as "targetTable", f."from" as column,
       f."to" as "targetColumn"
${EACH} join pragma_foreign_key_list(t.value) f
order by t.key, f.id, f.seq`;
