import { columnTypeOf } from '../column/column-kinds.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import type { RowChange } from './row.interface.js';
import { RowSql, type RowSqlParts } from './row-sql.js';
import { lastVersion } from './row-versions.js';
import { AMONG_KEYS, PLACEHOLDERS, prepared, quote } from './sql-syntax.js';
import type { KeyedStatement, Statement } from './statement.interface.js';

/** Different sets of members that are remembered for one endpoint, for updates and for inserts. */
const MAX_SETS = 256;

/** Part of a statement whose text depends on the request: a subquery of keys. */
export interface KeyCondition {
  readonly sql: string;
}

/**
 * The SQL of one endpoint's operations. Each text is made once: those of the fixed operations at
 * start, those of inserts and updates when a set of members comes for the first time.
 *
 * Parameters are bound in the order in which each method names them.
 */
export class StatementBook {
  /** Key. */
  readonly find: Statement | KeyedStatement;
  /** Key. */
  readonly version: Statement;
  /** Key. */
  readonly delete: Statement;
  /** Key, version. */
  readonly deleteVersion: Statement;

  readonly rows: RowSql;
  /** Of all members that a body may set. */
  private readonly wholeInsert: Statement;

  private readonly model: EndpointModel;
  /** Behind the condition of an update that takes any version. */
  private readonly countable: string;
  private readonly inserts = new Map<string, Statement>();
  private readonly updates = new Map<string, Statement>();
  private readonly p: (position: number) => string;

  constructor(parts: RowSqlParts) {
    this.model = parts.model;
    this.p = PLACEHOLDERS[parts.dialect];
    this.rows = new RowSql(parts);
    const last = lastVersion(parts.model, parts.codecs);
    this.countable = last === undefined ? '' : ` and ${this.rows.isOtherVersion(last)}`;
    const { table, rowSelection, keyColumns } = this.rows;
    const { sql: version, name } = this.rows.versionSelection();
    const select = `select ${rowSelection} from ${table} where`;
    this.find = { ...this.returning(`${select} ${this.rows.hasKey(1)}`), ...this.forMany(parts) };
    this.wholeInsert = this.returning(this.insertSql(parts.model.inputs.create));
    this.version = prepared(`select ${version} from ${table} where ${this.rows.hasKey(1)}`, [name]);
    const deleteOne = `delete from ${table} where ${this.rows.hasKey(1)}`;
    const returning = `returning ${keyColumns.map(quote).join(', ')}`;
    const versioned = this.rows.hasVersion(keyColumns.length + 1);
    this.delete = prepared(`${deleteOne} ${returning}`, keyColumns);
    this.deleteVersion = prepared(`${deleteOne} and ${versioned} ${returning}`, keyColumns);
  }

  /**
   * The values of `present`, the key where we make it, and the moment for each column of timestamps.
   *
   * @param present - positions in `model.columns` of the members that are set, ascending
   */
  insert(present: readonly number[]): Statement {
    if (present.length === this.model.inputs.create.length) return this.wholeInsert;
    return this.remembered(this.inserts, present.join(','), () => this.insertSql(present));
  }

  /** The new values, the moment where a column says when, the key, the version if `versioned`. */
  update({ present, defaulted = [] }: Omit<RowChange, 'values'>, versioned: boolean): Statement {
    const back = defaulted.length === 0 ? '' : `d${defaulted.join(',')}`;
    const key = `${versioned ? 'v' : ''}${present.join(',')}${back}`;
    return this.remembered(this.updates, key, () =>
      this.updateSql({ present, defaulted }, versioned),
    );
  }

  /** The parameters of `keys`, then the key. */
  findAmong(keys: KeyCondition, parameters: number): Statement {
    const { rowSelection, table, key, rowColumns } = this.rows;
    const sql = `select ${rowSelection} from ${table} where ${key} in (${keys.sql}) and ${this.rows.hasKey(parameters + 1)}`;
    return { sql, name: undefined, columns: rowColumns };
  }

  /** The statement for many keys, where the database has arrays, and one text for each key. */
  private forMany({
    model: { key, columns },
    codecs,
    dialect,
  }: RowSqlParts): Pick<KeyedStatement, 'many' | 'keyAt'> | undefined {
    const [keyAt = -1] = key.at;
    const field = columns[keyAt];
    const isPlain = key.at.length === 1 && codecs[keyAt]?.selection === undefined;
    const isApt = isPlain && field !== undefined && columnTypeOf(field.type).mergesKeys === true;
    const amongKeys = AMONG_KEYS[dialect];
    if (amongKeys === undefined || !isApt) return undefined;
    const { rowSelection, table, key: name } = this.rows;
    const many = `select ${rowSelection} from ${table} where ${amongKeys(name)}`;
    return { many: this.returning(many), keyAt };
  }

  private remembered(known: Map<string, Statement>, key: string, write: () => string): Statement {
    const found = known.get(key);
    if (found) return found;
    const sql = write();
    if (known.size >= MAX_SETS) return { sql, name: undefined, columns: this.rows.rowColumns };
    const statement = this.returning(sql);
    known.set(key, statement);
    return statement;
  }

  private insertSql(present: readonly number[]): string {
    const { key, version } = this.model;
    const bound = this.names([
      ...present,
      ...(key.maker === 'uuid' ? key.at : []),
      ...this.moments(),
    ]);
    const counted = version?.kind === 'column' && !this.hasDefault(version.at) ? [version.at] : [];
    const columns = [...bound, ...this.names(counted)];
    const values = [...bound.map((_, at) => this.p(at + 1)), ...counted.map(() => '1')];
    const row = `(${columns.join(', ')}) values (${values.join(', ')})`;
    const { table, rowSelection } = this.rows;
    const what = columns.length === 0 ? 'default values' : row;
    return `insert into ${table} ${what} returning ${rowSelection}`;
  }

  private updateSql(
    {
      present,
      defaulted,
    }: { readonly present: readonly number[]; readonly defaulted: readonly number[] },
    versioned: boolean,
  ): string {
    const { timestamps, version } = this.model;
    const { rowSelection, table, keyColumns } = this.rows;
    const bound = this.names([...present, timestamps.updated ?? []].flat());
    const settings = [
      ...bound.map((column, at) => `${column} = ${this.p(at + 1)}`),
      ...defaulted.map((at) => `${this.name(at)} = ${this.default(at)}`),
      ...this.names(version?.kind === 'column' ? [version.at] : []).map(
        (column) => `${column} = ${column} + 1`,
      ),
    ];
    const key = this.rows.hasKey(bound.length + 1);
    const last = bound.length + keyColumns.length + 1;
    const where = `${key}${versioned ? ` and ${this.rows.hasVersion(last)}` : this.countable}`;
    // Nothing is written then, so that nothing can be lost.
    if (settings.length === 0) return `select ${rowSelection} from ${table} where ${where}`;
    return `update ${table} set ${settings.join(', ')} where ${where} returning ${rowSelection}`;
  }

  private moments(): number[] {
    const { created, updated } = this.model.timestamps;
    return [created ?? [], updated ?? []].flat();
  }

  private hasDefault(position: number): boolean {
    return this.model.columns[position]?.databaseDefault !== undefined;
  }

  private default(position: number): string {
    return this.model.columns[position]?.databaseDefault?.sql ?? 'null';
  }

  /** The columns at some positions. */
  private names(positions: readonly number[]): string[] {
    return positions.map((at) => this.name(at));
  }

  private name(position: number): string {
    return quote(this.model.columns[position]?.column ?? '');
  }

  private returning(sql: string): Statement {
    const statement = prepared(sql, this.rows.rowColumns);
    return this.model.version?.kind === 'xmin' ? { ...statement, isApart: true } : statement;
  }
}
