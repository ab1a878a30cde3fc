import { createHash } from 'node:crypto';

import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { Statement } from './statement.interface.js';

/** How a dialect writes the `position`th parameter of a statement, counted from 1. */
export const PLACEHOLDERS: Record<Dialect, (position: number) => string> = {
  sqlite: () => '?',
  postgresql: (position) => `$${position}`,
};

/** A quoted identifier; a name is the author's, never a client's. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A column and what its type knows. */
interface TypedColumn {
  readonly column: string;
  readonly codec: ColumnCodec | undefined;
}

/**
 * What stands for a column in a comparison.
 *
 * @param table - its name, quoted; left out where the column's own tells
 */
export function compared({ column, codec }: TypedColumn, table?: string): string {
  const name = table === undefined ? quote(column) : `${table}.${quote(column)}`;
  return codec?.comparison?.(name) ?? name;
}

/** How a key is looked for in a list that is one parameter, where that can be. */
export const AMONG_KEYS: Record<Dialect, ((key: string) => string) | undefined> = {
  sqlite: undefined,
  postgresql: (key) => `${key} = any($1)`,
};

/** A statement that is worth preparing, as it is run again and again. */
export function prepared(sql: string, columns: readonly string[]): Statement {
  const digest = createHash('sha256').update(sql).digest('base64url').slice(0, 32);
  return { sql, name: `lightapi_${digest}`, columns };
}

/** A `?` that is a parameter, or one that MikroORM has escaped and that is none. */
const PARAMETER = /\\\?|\?/g;

/**
 * Writes MikroORM's `?` parameters as the dialect wants them.
 *
 * @param before - how many parameters come before this text in the statement
 */
export function renumber(sql: string, dialect: Dialect, before: number): string {
  let position = before;
  return sql.replace(PARAMETER, (found) => {
    if (found !== '?') return '?';
    position += 1;
    return PLACEHOLDERS[dialect](position);
  });
}
