import type { Dialect } from './dialect.js';
import type { DatabaseDefault, FieldModel } from './field-model.interface.js';
import type { ReflectedColumn } from './reflected-table.interface.js';

/** A column that the database has, as a member. */
export function reflectedField(column: ReflectedColumn, dialect: Dialect): FieldModel | undefined {
  const { name, type, constraints, nullable, unique, reference } = column;
  if (type === undefined) return undefined;
  const databaseDefault = defaultOf(column, dialect);
  return Object.freeze({
    name,
    column: name,
    type,
    constraints,
    optional: nullable,
    defaultValue: undefined,
    constantDefault: false,
    ...(databaseDefault && { databaseDefault }),
    ...(column.holdsNull === true && { holdsNull: true }),
    ...(column.nondeterministic === true && { nondeterministic: true }),
    // PostgreSQL's jsonb may be unique too, which is the table's to check.
    unique: unique && type !== 'json',
    index: false,
    reference,
    read: undefined,
    write: undefined,
  });
}

const DEFAULTS: Record<Dialect, (sql: string | undefined) => string | undefined> = {
  postgresql: () => 'default',
  // SQLite's UPDATE has no word for it, but the catalogue has the expression.
  sqlite: (sql) => sql && sqliteDefault(sql),
};

function defaultOf(column: ReflectedColumn, dialect: Dialect): DatabaseDefault | undefined {
  if (column.origin !== 'default') return undefined;
  return { sql: DEFAULTS[dialect](column.defaultSql) };
}

/** What is a word in DEFAULT; any other bare word, and one in double quotes, is a text there. */
const WORDS = /^(?:null|true|false|current_(?:time|date|timestamp))$/i;
const BARE_WORD = /^[\p{L}_][\p{L}\p{N}_$]*$/u;
const DOUBLE_QUOTED = /^"((?:[^"]|"")*)"$/;

/** @see https://www.sqlite.org/lang_createtable.html#the_default_clause */
function sqliteDefault(sql: string): string {
  const [, quoted] = DOUBLE_QUOTED.exec(sql) ?? [];
  const text = quoted?.replaceAll('""', '"') ?? (isBareText(sql) ? sql : undefined);
  return text === undefined ? `(${sql})` : `'${text.replaceAll("'", "''")}'`;
}

function isBareText(sql: string): boolean {
  return BARE_WORD.test(sql) && !WORDS.test(sql);
}
