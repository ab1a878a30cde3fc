import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

import type { FieldType } from '../declare/field-options.interface.js';
import { nearest } from '../model/nearest.js';
import type {
  ColumnOrigin,
  ReflectedColumn,
  ReflectedTable,
} from '../model/reflected-table.interface.js';
import { dialectOf } from './dialect.js';

/** The tables and views of a database, as far as they were asked for. */
export interface ReflectedTables {
  readonly all: readonly ReflectedTable[];
  find(name: string): ReflectedTable | undefined;
  nearest(name: string): string[];
}

interface Raw {
  readonly table: string;
  readonly schema: string | null;
  readonly kind: 'table' | 'view';
  readonly name: string;
  readonly type: string;
  readonly notnull: number | boolean;
  readonly dflt: string | null;
  readonly pk: number;
  readonly made: number | boolean;
  readonly uniq: number | boolean;
  readonly target: string | null;
  readonly target_column: string | null;
}

const SQLITE = `
select m.name as "table", null as "schema", m.type as kind, c.name, c.type, c."notnull",
  c.dflt_value as dflt, c.pk,
  (c.hidden > 1 or (c.pk > 0 and lower(c.type) = 'integer' and
    (select count(*) from pragma_table_xinfo(m.name) k where k.pk > 0) = 1)) as made,
  exists (select 1 from pragma_index_list(m.name) i, pragma_index_info(i.name) x
    where i."unique" and x.name = c.name
    and (select count(*) from pragma_index_info(i.name)) = 1) as uniq,
  (select f."table" from pragma_foreign_key_list(m.name) f where f."from" = c.name) as target,
  (select coalesce(f."to", 'id') from pragma_foreign_key_list(m.name) f where f."from" = c.name) as target_column
from sqlite_master m, pragma_table_xinfo(m.name) c
where m.type in ('table', 'view') and m.name not like 'sqlite_%' order by m.name, c.cid`;

const POSTGRES = `
select r.relname as "table", n.nspname as "schema",
  case when r.relkind in ('v', 'm') then 'view' else 'table' end as kind,
  a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notnull",
  pg_get_expr(d.adbin, d.adrelid) as dflt,
  coalesce(array_position(p.conkey, a.attnum), 0) as pk,
  (a.attidentity <> '' or a.attgenerated <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid), '') like 'nextval(%') as made,
  exists (select 1 from pg_index i where i.indrelid = r.oid and i.indisunique and i.indnkeyatts = 1
    and i.indkey[0] = a.attnum) as uniq,
  f.relname as target, fa.attname as target_column
from pg_class r join pg_namespace n on n.oid = r.relnamespace
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
left join pg_constraint p on p.conrelid = r.oid and p.contype = 'p'
left join pg_constraint k on k.conrelid = r.oid and k.contype = 'f' and k.conkey = array[a.attnum]
left join pg_class f on f.oid = k.confrelid
left join pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = k.confkey[1]
where r.relkind in ('r', 'v', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
order by r.relname, a.attnum`;

const TYPES: readonly (readonly [RegExp, FieldType])[] = [
  [/^bigint/i, 'bigint'],
  [/^bool/i, 'boolean'],
  [/int/i, 'int'],
  [/^uuid/i, 'uuid'],
  [/^date$/i, 'date'],
  [/^(timestamp|datetime)/i, 'datetime'],
  [/^(numeric|decimal)/i, 'decimal'],
  [/^(real|double|float)/i, 'float'],
  [/^json/i, 'json'],
  [/^(char|varchar|nvarchar)/i, 'string'],
  [/^text/i, 'text'],
];

export async function reflectTables(
  orm: MikroORM,
  names: readonly string[] | undefined,
): Promise<ReflectedTables> {
  const dialect = dialectOf(orm.em.getPlatform());
  const connection = orm.em.getConnection() as AbstractSqlConnection;
  const rows = await connection.execute<Raw[]>(dialect === 'sqlite' ? SQLITE : POSTGRES);
  const tables = [...Map.groupBy(rows, ({ table, schema }) => `${schema ?? ''}.${table}`).values()];
  const all = tables.map(tableOf);
  const known = all.map(({ name }) => name);
  const find = (name: string) =>
    all.find((t) => name === t.name && (t.schema ?? 'public') === 'public') ??
    all.find((t) => name === `${t.schema ?? ''}.${t.name}`);
  return {
    all: names === undefined ? all : all.filter((t) => names.includes(t.name)),
    find,
    nearest: (name) => known.filter((one) => nearest(name, [one]) !== ''),
  };
}

function tableOf(rows: readonly Raw[]): ReflectedTable {
  const [{ table, schema, kind }] = rows as [Raw];
  const key = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    schema: schema ?? undefined,
    name: table,
    kind,
    columns: rows.map((raw) => columnOf(raw, key.length === 1)),
    primaryKey: key.map(({ name }) => name),
    comment: undefined,
  };
}

function columnOf(raw: Raw, isSingle: boolean): ReflectedColumn {
  const made: ColumnOrigin = raw.dflt === null ? 'client' : 'default';
  const [, length] = /\((\d+)\)$/.exec(raw.type) ?? [];
  const [, precision, scale] = /\((\d+),\s*(\d+)\)$/.exec(raw.type) ?? [];
  const type = TYPES.find(([pattern]) => pattern.test(raw.type))?.[1];
  return {
    name: raw.name,
    databaseType: raw.type,
    type,
    constraints: {
      ...(type === 'string' && length !== undefined && { maxLength: Number(length) }),
      ...(type === 'decimal' &&
        precision !== undefined && { precision: Number(precision), scale: Number(scale) }),
    },
    nullable: !raw.notnull && raw.pk === 0,
    origin: raw.made ? 'database' : made,
    defaultSql: raw.dflt ?? undefined,
    unique: Boolean(raw.uniq) || (raw.pk > 0 && isSingle),
    reference:
      raw.target === null || raw.target_column === null
        ? undefined
        : { table: raw.target, column: raw.target_column },
    comment: undefined,
  };
}
