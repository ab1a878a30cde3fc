import type { DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { CollectionQuery, OrderNode } from '../query/collection-query.js';
import type { RowWindow } from '../query/page.interface.js';
import { filterSql, searchSql } from './filter-sql.table.js';
import type { KeyConditionCompiler } from './key-condition.compiler.js';
import { keysetSql, orderingSql, reversedOrdering } from './keyset-sql.js';
import type { OrderingSegment } from './ordering-segments.js';
import type { RowSql } from './row-sql.js';
import { SqlWriter } from './sql-writer.js';

/** What the SQL of an endpoint's collections is made of. */
export interface CollectionSqlParts {
  readonly rows: RowSql;
  readonly keys: KeyConditionCompiler;
  readonly dialect: Dialect;
}

/** A statement whose text depends on the request. */
export interface WrittenSql {
  readonly sql: string;
  /** The names of the result's columns. */
  readonly columns: readonly string[];
  readonly parameters: readonly DriverValue[];
}

const NARROWED = '"lightapi_rows"';
const COUNTED = '"lightapi_counted"';
const COUNT = 'lightapi_count';
const FOUND = '"lightapi_found"';

/** Writes what collections are read with: filtered, ordered, cut and counted. */
export class CollectionSql {
  constructor(private readonly parts: CollectionSqlParts) {}

  /**
   * The rows of a part of a window.
   *
   * PostgreSQL takes a limit that it does not know for a tenth of the table, and plans the statement each time that it
   * is run, as that looks cheaper: a third of what a page by cursor costs it. So the endpoint's own limit stands in the
   * text, where nothing is filtered; which plan is good for filtered rows depends on the values.
   */
  rows(
    query: CollectionQuery,
    { ordering, after, condition }: OrderingSegment,
    window: RowWindow,
  ): WrittenSql {
    const { rows, dialect } = this.parts;
    const writer = new SqlWriter(dialect);
    const from = this.source(query, writer);
    const conditions = this.conditions(query, writer);
    const isFiltered = conditions.length > 0 || query.conditions.length > 0;
    if (condition !== undefined) conditions.push(condition);
    if (after) conditions.push(keysetSql(ordering, after, writer));
    const isFixed = after !== undefined && !isFiltered && window.isDefault;
    const sql = `select ${rows.selection} from ${from.sql}${where(conditions)}${orderBy(ordering, from.name)}${limit(window, writer, isFixed)}`;
    return { sql, columns: rows.resultColumns, parameters: writer.parameters };
  }

  /** How many rows there are: neither joined nor ordered. */
  count(query: CollectionQuery): WrittenSql {
    const writer = new SqlWriter(this.parts.dialect);
    const sql = `select count(*) as "count" from ${this.matching(query, writer)}`;
    return { sql, columns: ['count'], parameters: writer.parameters };
  }

  /**
   * The rows of a window from the end of the ordering, the last one first, and behind the columns of
   * each how many rows there are in all. The database sees one state of the table for both: where the
   * window is, seen from the end, is as true as the rows are.
   */
  rowsFromEnd(query: CollectionQuery, window: RowWindow): WrittenSql {
    const { rows, dialect } = this.parts;
    const writer = new SqlWriter(dialect);
    const counted = `with ${COUNTED}("n") as materialized (select count(*) from ${this.matching(query, writer)})`;
    const from = this.source(query, writer);
    const conditions = where(this.conditions(query, writer));
    const ordering = orderBy(reversedOrdering(query.ordering), from.name);
    const columns = `${rows.selection}, (select "n" from ${COUNTED}) as "${COUNT}"`;
    const sql = `${counted} select ${columns} from ${from.sql}${conditions}${ordering}${limitFromEnd(window, writer)}`;
    return { sql, columns: [...rows.resultColumns, COUNT], parameters: writer.parameters };
  }

  /**
   * The rows of a window, and behind the columns of each how many rows there are in all: the table is
   * looked through once for both.
   */
  countedRows(query: CollectionQuery, window: RowWindow): WrittenSql {
    const { rows, dialect } = this.parts;
    const writer = new SqlWriter(dialect);
    const { table } = rows;
    const keys = rows.comparedKey(table);
    const names = keys.map((_key, at) => `"lightapi_key_${at}"`);
    const selected = keys.map((key, at) => `${key} as ${names[at]}`).join(', ');
    const ordering = orderBy(query.ordering, table);
    const found = `select ${selected}, count(*) over () as "${COUNT}" from ${this.matching(query, writer)}${ordering}${limit(window, writer)}`;
    const isFound = keys.map((key, at) => `${key} = ${FOUND}.${names[at]}`);
    const columns = `${rows.selection}, "${COUNT}"`;
    const sql = `select ${columns} from ${table} join (${found}) as ${FOUND} on ${isFound.join(' and ')}${ordering}`;
    return { sql, columns: [...rows.resultColumns, COUNT], parameters: writer.parameters };
  }

  /** Any rows, to ask the planner how many it expects. */
  any(query: CollectionQuery): WrittenSql {
    const writer = new SqlWriter(this.parts.dialect);
    const sql = `select 1 from ${this.matching(query, writer)}`;
    return { sql, columns: [], parameters: writer.parameters };
  }

  private matching(query: CollectionQuery, writer: SqlWriter): string {
    const from = this.source(query, writer).sql;
    return `${from}${where(this.conditions(query, writer))}`;
  }

  /** The table; where conditions can't be put on keys, the rows that they leave of it. */
  private source({ conditions }: CollectionQuery, writer: SqlWriter): RowSource {
    const { table, keyColumns } = this.parts.rows;
    if (keyColumns.length > 0 || conditions.length === 0) return { sql: table, name: table };
    const compiled = this.parts.keys.compileRows(conditions, writer.parameters.length);
    writer.parameters.push(...compiled.parameters);
    return { sql: `(${compiled.sql}) as ${NARROWED}`, name: NARROWED };
  }

  private conditions(query: CollectionQuery, writer: SqlWriter): string[] {
    const onKeys = this.parts.rows.keyColumns.length > 0 ? query.conditions : [];
    return [
      ...onKeys.map((condition) => this.among(condition, writer)),
      ...query.filters.map((filter) => filterSql(filter, writer)),
      ...query.searches.map((search) => searchSql(search, writer)),
    ];
  }

  private among(condition: object, { parameters }: SqlWriter): string {
    const compiled = this.parts.keys.compile(condition, parameters.length);
    parameters.push(...compiled.parameters);
    return `${this.parts.rows.key} in (${compiled.sql})`;
  }
}

/** Where rows are selected from, and how that is called in the rest of the statement. */
interface RowSource {
  readonly sql: string;
  readonly name: string;
}

function orderBy(ordering: readonly OrderNode[], source: string): string {
  return ordering.length === 0 ? '' : ` order by ${orderingSql(ordering, source)}`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
}

/** @param isFixed - whether the number of rows stands in the text */
function limit({ limit: rows, offset }: RowWindow, writer: SqlWriter, isFixed = false): string {
  const limited = ` limit ${isFixed ? rows : writer.bind(rows)}`;
  return offset === 0 ? limited : `${limited} offset ${writer.bind(offset)}`;
}

/** The rows between the window and the end are left behind; the last window may be less than full. */
function limitFromEnd({ limit: rows, offset }: RowWindow, writer: SqlWriter): string {
  const end = offset + rows;
  const full = `when "n" >= ${writer.bind(end)} then ${writer.bind(rows)}`;
  const last = `when "n" > ${writer.bind(offset)} then "n" - ${writer.bind(offset)}`;
  const behind = `when "n" > ${writer.bind(end)} then "n" - ${writer.bind(end)}`;
  return ` limit (select case ${full} ${last} else 0 end from ${COUNTED}) offset (select case ${behind} else 0 end from ${COUNTED})`;
}
