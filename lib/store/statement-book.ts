import type { ColumnCodec, Dialect } from '../column/column-codec.interface.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { PLACEHOLDERS, prepared, quote } from './sql-syntax.js';
import type { Statement } from './statement.interface.js';

/** Different sets of changed members that are remembered for one endpoint. */
const MAX_UPDATES = 256;

/** Part of a statement whose text depends on the request: a subquery of keys. */
export interface KeyCondition {
  readonly sql: string;
}

/**
 * The SQL of one endpoint's operations. Each text is made once: those of the fixed operations at
 * start, those of updates when a set of members is changed for the first time.
 *
 * Parameters are bound in the order in which each method names them.
 */
export class StatementBook {
  /** Key. */
  readonly find: Statement;
  /** The declared fields, then `id` where we make it, `created_at`, `updated_at`. */
  readonly insert: Statement;
  /** Key. */
  readonly version: Statement;
  /** Key. */
  readonly delete: Statement;
  /** Key, version. */
  readonly deleteVersion: Statement;

  /** The table's name, quoted. */
  readonly table: string;
  /** `select … from …`, to be narrowed. */
  readonly selectSql: string;
  /** The names of the columns of a row. */
  readonly resultColumns: readonly string[];

  private readonly selection: string;
  private readonly updates = new Map<string, Statement>();
  private readonly p: (position: number) => string;

  constructor(
    private readonly model: EndpointModel,
    codecs: readonly ColumnCodec[],
    dialect: Dialect,
  ) {
    this.p = PLACEHOLDERS[dialect];
    this.table = quote(model.table);
    this.resultColumns = model.columns.map(({ column }) => column);
    this.selection = model.columns.map(({ column }, at) => selected(column, codecs[at])).join(', ');
    this.selectSql = `select ${this.selection} from ${this.table}`;
    this.find = this.returning(`${this.selectSql} where "id" = ${this.p(1)}`);
    this.insert = this.returning(this.insertSql());
    this.version = this.key(
      `select "version" from ${this.table} where "id" = ${this.p(1)}`,
      'version',
    );
    const deleteOne = `delete from ${this.table} where "id" = ${this.p(1)}`;
    this.delete = this.key(`${deleteOne} returning "id"`, 'id');
    this.deleteVersion = this.key(`${deleteOne} and "version" = ${this.p(2)} returning "id"`, 'id');
  }

  /**
   * The new values, `updated_at`, the key, and the version if it is `versioned`.
   *
   * @param present - positions in `model.fields` of the members that are set, ascending
   */
  update(present: readonly number[], versioned: boolean): Statement {
    const key = `${versioned ? 'v' : ''}${present.join(',')}`;
    const known = this.updates.get(key);
    if (known) return known;
    const sql = this.updateSql(present, versioned);
    if (this.updates.size >= MAX_UPDATES)
      return { sql, name: undefined, columns: this.resultColumns };
    const statement = this.returning(sql);
    this.updates.set(key, statement);
    return statement;
  }

  /** The parameters of `keys`, then the key. */
  findAmong(keys: KeyCondition, parameters: number): Statement {
    return this.unprepared(
      `${this.selectSql} where "id" in (${keys.sql}) and "id" = ${this.p(parameters + 1)}`,
    );
  }

  private insertSql(): string {
    const { fields, primaryKey } = this.model;
    const names = fields.map(({ column }) => column);
    if (primaryKey === 'uuid') names.push('id');
    names.push('created_at', 'updated_at');
    const values = names.map((_, at) => this.p(at + 1));
    const columns = [...names, 'version'].map(quote);
    return `insert into ${this.table} (${columns.join(', ')}) values (${values.join(', ')}, 1) returning ${this.selection}`;
  }

  private updateSql(present: readonly number[], versioned: boolean): string {
    const { fields } = this.model;
    const columns = present.flatMap((at) => fields[at]?.column ?? []).concat('updated_at');
    const settings = columns.map((column, at) => `${quote(column)} = ${this.p(at + 1)}`);
    const key = `"id" = ${this.p(columns.length + 1)}`;
    const where = versioned ? `${key} and "version" = ${this.p(columns.length + 2)}` : key;
    return `update ${this.table} set ${settings.join(', ')}, "version" = "version" + 1 where ${where} returning ${this.selection}`;
  }

  private returning(sql: string): Statement {
    return prepared(sql, this.resultColumns);
  }

  private key(sql: string, column: string): Statement {
    return prepared(sql, [column]);
  }

  private unprepared(sql: string): Statement {
    return { sql, name: undefined, columns: this.resultColumns };
  }
}

function selected(column: string, codec: ColumnCodec | undefined): string {
  const quoted = quote(column);
  return codec?.selection === undefined ? quoted : `${codec.selection(quoted)} as ${quoted}`;
}
