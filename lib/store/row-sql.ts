import type { ColumnCodec } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { type VersionSql, versionSql } from './row-version.sql.js';
import { compared, PLACEHOLDERS, quote } from './sql-syntax.js';
import { tableOf, tableSql } from './table-sql.js';

/** What the SQL of an endpoint's rows is made of. */
export interface RowSqlParts {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly dialect: Dialect;
  /** Hexadecimal: what the digests of rows are mixed with. */
  readonly stateSecret: string;
}

/** The pieces of SQL that statements on an endpoint's rows are made of; all names are quoted. */
export class RowSql {
  readonly table: string;
  /** Of the columns. */
  readonly selection: string;
  readonly resultColumns: readonly string[];
  /** Of the columns, and of the version where that is none of them. */
  readonly rowSelection: string;
  readonly rowColumns: readonly string[];
  readonly version: VersionSql | undefined;
  /** `"id"`, or `("order", "line")`, to be compared. */
  readonly key: string;
  readonly keyColumns: readonly string[];

  private readonly keyCodecs: readonly (ColumnCodec | undefined)[];
  private readonly selections: readonly string[];
  private readonly placeholder: (position: number) => string;

  constructor(parts: RowSqlParts) {
    const { model, codecs, dialect } = parts;
    this.placeholder = PLACEHOLDERS[dialect];
    this.table = tableSql(tableOf(model));
    this.resultColumns = model.columns.map(({ column }) => column);
    this.selections = this.resultColumns.map((column, at) => selected(column, codecs[at]));
    this.selection = this.selections.join(', ');
    this.version = versionSql({ ...parts, table: this.table });
    const { selection, name } = this.version ?? {};
    const behind = selection === undefined ? [] : [selection];
    this.rowSelection = [this.selection, ...behind].join(', ');
    this.rowColumns = [...this.resultColumns, ...(behind.length > 0 && name ? [name] : [])];
    this.keyColumns = model.key.at.map((at) => this.resultColumns[at] ?? '');
    this.keyCodecs = model.key.at.map((at) => codecs[at]);
    const names = this.comparedKey().join(', ');
    this.key = this.keyColumns.length === 1 ? names : `(${names})`;
  }

  /**
   * The columns of the key, each to be compared.
   *
   * @param table - its name, quoted; left out where the columns' own tell
   */
  comparedKey(table?: string): string[] {
    return this.keyColumns.map((column, at) =>
      compared({ column, codec: this.keyCodecs[at] }, table),
    );
  }

  /** `"id" = $3`: that a row has the key whose values are bound from a position on. */
  hasKey(position: number): string {
    return this.comparedKey()
      .map((column, at) => `${column} = ${this.placeholder(position + at)}`)
      .join(' and ');
  }

  /** The version alone, and the name of its column. */
  versionSelection(): { readonly sql: string; readonly name: string } {
    const { name = 'version', expression = 'null', selection } = this.version ?? {};
    const at = this.resultColumns.indexOf(name);
    return { sql: selection ?? this.selections[at] ?? expression, name };
  }

  /** That a row has another version than a number. */
  isOtherVersion(digits: string): string {
    return `${this.version?.expression ?? 'null'} <> ${digits}`;
  }

  /** That a row has the version that is bound at a position. */
  hasVersion(position: number): string {
    return `${this.version?.expression ?? 'null'} = ${this.placeholder(position)}`;
  }
}

function selected(column: string, codec: ColumnCodec | undefined): string {
  const quoted = quote(column);
  return codec?.selection === undefined ? quoted : `${codec.selection(quoted)} as ${quoted}`;
}
