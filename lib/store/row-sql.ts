import type { ColumnCodec, Dialect } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { PLACEHOLDERS, quote } from './sql-syntax.js';

/** What the SQL of an endpoint's rows is made of. */
export interface RowSqlParts {
  readonly model: EndpointModel;
  /** Of `model.columns`. */
  readonly codecs: readonly ColumnCodec[];
  readonly dialect: Dialect;
}

/** How a version is written. */
interface VersionSql {
  /** To be compared. */
  readonly expression: string;
  /** To be selected alone. */
  readonly selection: string;
  /** Of the result's column. */
  readonly name: string;
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
  /** `"id"`, or `("order", "line")`. */
  readonly key: string;
  readonly keyColumns: readonly string[];

  private readonly placeholder: (position: number) => string;

  constructor(parts: RowSqlParts) {
    const { model, codecs, dialect } = parts;
    this.placeholder = PLACEHOLDERS[dialect];
    this.table = quote(model.table);
    this.resultColumns = model.columns.map(({ column }) => column);
    this.selection = this.resultColumns
      .map((column, at) => selected(column, codecs[at]))
      .join(', ');
    this.version = versionSql(parts);
    this.rowSelection = this.selection;
    this.rowColumns = this.resultColumns;
    this.keyColumns = model.key.at.map((at) => this.resultColumns[at] ?? '');
    const names = this.keyColumns.map(quote).join(', ');
    this.key = this.keyColumns.length === 1 ? names : `(${names})`;
  }

  /** `"id" = $3`: that a row has the key whose values are bound from a position on. */
  hasKey(position: number): string {
    return this.keyColumns
      .map((column, at) => `${quote(column)} = ${this.placeholder(position + at)}`)
      .join(' and ');
  }

  /** That a row has the version that is bound at a position. */
  hasVersion(position: number): string {
    return `${this.version?.expression ?? 'null'} = ${this.placeholder(position)}`;
  }
}

function versionSql({ model, codecs }: RowSqlParts): VersionSql | undefined {
  const { version, columns } = model;
  if (version === undefined) return undefined;
  const { column = '' } = columns[version.at] ?? {};
  const selection = selected(column, codecs[version.at]);
  return { expression: quote(column), selection, name: column };
}

function selected(column: string, codec: ColumnCodec | undefined): string {
  const quoted = quote(column);
  return codec?.selection === undefined ? quoted : `${codec.selection(quoted)} as ${quoted}`;
}
