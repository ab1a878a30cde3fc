import type { DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import type { CollectionQuery, OrderNode } from '../query/collection-query.js';
import type { RowWindow } from '../query/page.interface.js';
import { driverFailure } from './driver-failure.js';
import { filterSql, searchSql } from './filter-sql.table.js';
import type { KeyConditionCompiler } from './key-condition.compiler.js';
import { keysetSql, orderingSql } from './keyset-sql.js';
import { type OrderingSegment, segmentsOf } from './ordering-segments.js';
import type { Row } from './row.interface.js';
import { ROW_ESTIMATES } from './row-estimate.table.js';
import { SqlWriter } from './sql-writer.js';
import type { StatementBook } from './statement-book.js';
import { StatementCache } from './statement.cache.js';
import type { Runner, Statement } from './statement.interface.js';
import { failTransaction } from './transaction.registry.js';

/** What makes a store of collections. */
export interface CollectionStoreParts {
  readonly book: StatementBook;
  readonly runner: Runner;
  readonly keys: KeyConditionCompiler;
  readonly dialect: Dialect;
}

/** The rows of one endpoint as collections: filtered, ordered, cut and counted. */
export class CollectionStore {
  private readonly statements = new StatementCache();

  constructor(private readonly parts: CollectionStoreParts) {}

  /** What reads the rows of a window, in its direction: as often as somebody asks for them. */
  selection(query: CollectionQuery, window: RowWindow): () => Promise<readonly Row[]> {
    const [first, ...others] = segmentsOf(query, window);
    if (first === undefined) return () => Promise.resolve([]);
    const part = this.part(query, first, window);
    if (others.length === 0) return () => this.run(part);
    return () => this.filled(query, window, [first, ...others]);
  }

  /** What counts the rows exactly: neither joined nor ordered. */
  counting(query: CollectionQuery): () => Promise<number> {
    const writer = new SqlWriter(this.parts.dialect);
    const from = this.source(query, writer).sql;
    const conditions = where(this.conditions(query, writer));
    const sql = `select count(*) as "count" from ${from}${conditions}`;
    const question = this.question(sql, ['count'], writer.parameters, 'next');
    return async () => {
      const [row] = await this.run(question);
      return Number(row?.[0]);
    };
  }

  /** What the database's planner expects; `undefined` where it says nothing of use. */
  async estimate(query: CollectionQuery): Promise<number | undefined> {
    const estimate = ROW_ESTIMATES[this.parts.dialect];
    if (estimate === undefined) return undefined;
    const writer = new SqlWriter(this.parts.dialect);
    const from = this.source(query, writer).sql;
    const conditions = where(this.conditions(query, writer));
    const asked = estimate(`select 1 from ${from}${conditions}`);
    return asked.read(await this.run(this.question(asked.sql, [asked.column], writer.parameters)));
  }

  /** One segment after the other, until there are enough rows. */
  private async filled(
    query: CollectionQuery,
    window: RowWindow,
    segments: readonly OrderingSegment[],
  ): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const segment of segments) {
      const missing = window.limit - rows.length;
      if (missing > 0)
        rows.push(...(await this.run(this.part(query, segment, { ...window, limit: missing }))));
    }
    return rows;
  }

  private part(
    query: CollectionQuery,
    { ordering, after, condition }: OrderingSegment,
    window: RowWindow,
  ): Question {
    const { book, dialect } = this.parts;
    const writer = new SqlWriter(dialect);
    const from = this.source(query, writer);
    const conditions = this.conditions(query, writer);
    if (condition !== undefined) conditions.push(condition);
    if (after) conditions.push(keysetSql(ordering, after, writer));
    const sql = `select ${book.rows.selection} from ${from.sql}${where(conditions)}${orderBy(ordering, from.name)}${limit(window, writer)}`;
    return this.question(sql, book.rows.resultColumns, writer.parameters, 'turn');
  }

  /** The table; where conditions can't be put on keys, the rows that they leave of it. */
  private source({ conditions }: CollectionQuery, writer: SqlWriter): RowSource {
    const { table, keyColumns } = this.parts.book.rows;
    if (keyColumns.length > 0 || conditions.length === 0) return { sql: table, name: table };
    const compiled = this.parts.keys.compileRows(conditions, writer.parameters.length);
    writer.parameters.push(...compiled.parameters);
    return { sql: `(${compiled.sql}) as ${NARROWED}`, name: NARROWED };
  }

  private conditions(query: CollectionQuery, writer: SqlWriter): string[] {
    const onKeys = this.parts.book.rows.keyColumns.length > 0 ? query.conditions : [];
    return [
      ...onKeys.map((condition) => this.among(condition, writer)),
      ...query.filters.map((filter) => filterSql(filter, writer)),
      ...query.searches.map((search) => searchSql(search, writer)),
    ];
  }

  private among(condition: object, { parameters }: SqlWriter): string {
    const compiled = this.parts.keys.compile(condition, parameters.length);
    parameters.push(...compiled.parameters);
    return `${this.parts.book.rows.key} in (${compiled.sql})`;
  }

  private question(
    sql: string,
    columns: readonly string[],
    parameters: readonly DriverValue[],
    sharing?: 'turn' | 'next',
  ): Question {
    const statement = this.statements.statement(sql, columns);
    return { statement: sharing === undefined ? statement : { ...statement, sharing }, parameters };
  }

  private async run({ statement, parameters }: Question): Promise<readonly Row[]> {
    try {
      return await this.parts.runner.read(statement, parameters);
    } catch (cause) {
      throw failTransaction(explained(cause));
    }
  }
}

/** A statement, and what is bound to it. */
interface Question {
  readonly statement: Statement;
  readonly parameters: readonly DriverValue[];
}

/** Where rows are selected from, and how that is called in the rest of the statement. */
interface RowSource {
  readonly sql: string;
  readonly name: string;
}

const NARROWED = '"lightapi_rows"';

function orderBy(ordering: readonly OrderNode[], source: string): string {
  return ordering.length === 0 ? '' : ` order by ${orderingSql(ordering, source)}`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
}

function limit({ limit: rows, offset }: RowWindow, writer: SqlWriter): string {
  const limited = ` limit ${writer.bind(rows)}`;
  return offset === 0 ? limited : `${limited} offset ${writer.bind(offset)}`;
}

function explained(cause: unknown): unknown {
  const kind = driverFailure(cause)?.kind;
  if (kind === 'unavailable') return new DatabaseUnavailableError({ cause });
  if (kind === 'denied') return new PermissionDeniedError({ cause });
  if (kind === 'value')
    return new MalformedRequestError('the database can not compare one of the values', { cause });
  return cause;
}
