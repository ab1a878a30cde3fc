import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel, VersionModel } from '../model/endpoint-model.interface.js';
import { quote } from './sql-syntax.js';

/** What the SQL of a row's version is made of. */
export interface VersionSqlParts {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly dialect: Dialect;
  /** The table's name, quoted. */
  readonly table: string;
  /** Hexadecimal: what keeps a digest of a row from telling what is hidden in it. */
  readonly stateSecret: string;
}

/** How a version is written. */
export interface VersionSql {
  /** To be compared. */
  readonly expression: string;
  /** To be selected; `undefined` where it is among the columns. */
  readonly selection: string | undefined;
  /** Of the result's column. */
  readonly name: string;
}

/** The column behind all others, where the version is none of them. */
const NAME = 'lightapi_version';

/** The function that SQLite's connections are taught: the digest of a secret and a text. */
export const STATE = 'lightapi_state';

/** `undefined` where rows have no version, as they are never written. */
export function versionSql(parts: VersionSqlParts): VersionSql | undefined {
  const { version } = parts.model;
  return version && VERSIONS[version.kind](parts, version);
}

const VERSIONS: Record<
  VersionModel['kind'],
  (parts: VersionSqlParts, version: VersionModel) => VersionSql
> = {
  column: ({ model }, { at }) => {
    const { column = '' } = model.columns[at] ?? {};
    return { expression: quote(column), selection: undefined, name: column };
  },
  xmin: ({ table }) => behind(`${table}.xmin::text`),
  state: (parts) => behind(STATES[parts.dialect](parts)),
};

function behind(expression: string): VersionSql {
  return { expression, selection: `${expression} as ${quote(NAME)}`, name: NAME };
}

/**
 * All of the row counts, also what no member shows, and in the very statement that writes:
 * PostgreSQL looks at the row again after it has waited for another writer.
 */
const STATES: Record<Dialect, (parts: VersionSqlParts) => string> = {
  postgresql: ({ table, stateSecret }) =>
    `encode(sha256(convert_to('${stateSecret}' || (${table}.*)::text, 'UTF8')), 'hex')`,
  sqlite: ({ model, stateSecret }) =>
    `${STATE}('${stateSecret}', ${joined((model.reflection?.stored ?? []).map(cell))})`,
};

/** Text that is no UTF-8, and behind a NUL, counts too; a number has all its digits. */
function cell(column: string): string {
  const name = quote(column);
  return `iif(typeof(${name}) = 'text', 't' || hex(${name}), quote(${name}))`;
}

/** Balanced, as SQLite lets expressions be a thousand deep and tables be two thousand wide. */
function joined(cells: readonly string[]): string {
  if (cells.length < 2) return cells[0] ?? `''`;
  const middle = Math.ceil(cells.length / 2);
  return `(${joined(cells.slice(0, middle))} || ',' || ${joined(cells.slice(middle))})`;
}
