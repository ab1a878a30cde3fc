import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

/** What of each table SQLite knows by its text alone, by the table's name in small letters. */
export type SqliteDefinitions = ReadonlyMap<string, readonly SqliteDefinition[]>;

/** A table, an index or a trigger as somebody has written it. */
export interface SqliteDefinition {
  readonly type: 'table' | 'index' | 'trigger';
  readonly name: string;
  readonly sql: string;
}

/** Those that SQLite makes by itself have no text. */
const DEFINITIONS = `
select type, name, tbl_name as "table", sql from main.sqlite_schema
where type in ('table', 'index', 'trigger') and sql is not null
order by type, name`;

/** Reads the definitions of all tables. */
export async function readSqliteDefinitions(orm: MikroORM): Promise<SqliteDefinitions> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const rows =
    await connection.execute<(SqliteDefinition & { readonly table: string })[]>(DEFINITIONS);
  return Map.groupBy(rows, ({ table }) => table.toLowerCase());
}

/** What is in comments and between quotes is no word of SQL. */
const NO_WORDS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** What MikroORM does not read, or not of all spellings, and so would not write again. */
const PARTS = {
  table: {
    'a check': /\bcheck\b/gi,
    'a conflict clause': /\bon\s+conflict\b/gi,
    'a deferrable reference': /\bdeferrable\b/gi,
    strict: /\bstrict\b(?=[^)]*$)/gi,
    'without rowid': /\bwithout\s+rowid\b(?=[^)]*$)/gi,
  },
  index: {
    'a collation': /\bcollate\b/gi,
    'descending order': /\bdesc\b/gi,
    'a condition': /\bwhere\b/gi,
  },
} as const;

const COLLATION = /\bcollate\b/gi;

/**
 * What a table would lose if it were made anew of what is known of its columns.
 *
 * @param collations - how many columns are known to have one
 */
export function unreadParts(
  definitions: readonly SqliteDefinition[],
  collations: number,
): string[] {
  return definitions.flatMap(({ type, name, sql }) => {
    if (type === 'trigger') return [`trigger ${name}`];
    const words = sql.replace(NO_WORDS, ' ');
    const parts = Object.entries(PARTS[type]).filter(([, word]) => words.search(word) >= 0);
    const named = parts.map(([part]) => (type === 'index' ? `${part} of index ${name}` : part));
    const isMore = type === 'table' && (words.match(COLLATION)?.length ?? 0) > collations;
    return isMore ? [...named, 'a collation'] : named;
  });
}
