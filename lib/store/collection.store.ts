import type { EntityManager } from '@mikro-orm/core';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { CollectionQuery } from '../query/collection-query.js';
import type { ExactPlaces, RowWindow } from '../query/page.interface.js';
import { CollectionSql, type WrittenSql } from './collection-sql.js';
import { BY_ANYBODY } from './condition-failure.js';
import { exactPlaces } from './exact-places.js';
import type { KeyConditionCompiler } from './key-condition.compiler.js';
import { type OrderingSegment, segmentsOf } from './ordering-segments.js';
import { readFailure } from './read-failure.js';
import type { Row } from './row.interface.js';
import { ROW_ESTIMATES } from './row-estimate.table.js';
import type { StatementBook } from './statement-book.js';
import { StatementCache } from './statement.cache.js';
import { statementKey } from './statement-key.js';
import type { Runner, Statement } from './statement.interface.js';
import { failTransaction } from './transaction.registry.js';

/** What makes a store of collections. */
export interface CollectionStoreParts {
  /** The name of the class, for the log. */
  readonly endpoint: string;
  /** Any of the database. */
  readonly em: EntityManager;
  readonly book: StatementBook;
  readonly runner: Runner;
  readonly keys: KeyConditionCompiler;
  readonly dialect: Dialect;
}

/** Rows, and how many there are in all. */
export interface CountedRows {
  readonly rows: readonly Row[];
  readonly count: number;
}

/** Reads rows. */
export type ReadRows = () => Promise<readonly Row[]>;

/** A statement, and what is bound to it. */
interface Question {
  readonly statement: Statement;
  readonly parameters: readonly DriverValue[];
  /** What hooks and filter backends said, for the log. */
  readonly conditions: readonly object[];
}

/** A count that can be made. */
export interface Counting {
  /** The same for the same rows, however they are ordered. */
  readonly key: string;
  readonly count: () => Promise<number>;
}

/** The rows of one endpoint as collections: filtered, ordered, cut and counted. */
export class CollectionStore {
  private readonly statements = new StatementCache();
  private readonly sql: CollectionSql;

  constructor(private readonly parts: CollectionStoreParts) {
    this.sql = new CollectionSql({ ...parts, rows: parts.book.rows });
  }

  /** What reads the rows of a window, in its direction: as often as somebody asks for them. */
  selection(query: CollectionQuery, window: RowWindow): ReadRows {
    const [first, ...others] = segmentsOf(query, window);
    if (first === undefined) return () => Promise.resolve([]);
    if (others.length > 0) return () => this.filled(query, window, [first, ...others]);
    const part = this.question(query, this.sql.rows(query, first, window), 'turn');
    return () => this.run(part);
  }

  /**
   * As `selection`, by walking from the end of the ordering to the window, with an exact count.
   *
   * @param query - its ordering leaves no two rows equal
   * @returns `undefined` where no row is in the window, and so nothing says how many there are
   */
  async selectFromEnd(query: CollectionQuery, window: RowWindow): Promise<CountedRows | undefined> {
    const found = await this.counted(query, this.sql.rowsFromEnd(query, window));
    return found && { ...found, rows: found.rows.toReversed() };
  }

  /**
   * As `selection`, with an exact count: for what the table has to be looked through for anyway.
   *
   * @param query - its ordering leaves no two rows equal: a row is found again by its key
   * @returns `undefined` where no row is in the window, and so nothing says how many there are
   */
  selectCounted(query: CollectionQuery, window: RowWindow): Promise<CountedRows | undefined> {
    return this.counted(query, this.sql.countedRows(query, window));
  }

  /**
   * The places of those among some rows that the driver's values do not lead back to; `undefined`
   * where there are none.
   *
   * @throws {@link MalformedRequestError} where a row can't be found again
   */
  exactPlaces(query: CollectionQuery, rows: readonly Row[]): Promise<ExactPlaces> | undefined {
    const { book, dialect } = this.parts;
    const read = (written: WrittenSql) => this.run(this.question(query, written));
    return exactPlaces({ rows: book.rows, dialect, read }, query, rows);
  }

  /** Whether no two rows are equal in the ordering, so that its end is the same from both sides. */
  isTotal({ ordering }: CollectionQuery): boolean {
    const { keyColumns } = this.parts.book.rows;
    const certain = ordering
      .filter(({ field }) => !field.nullable)
      .map(({ field }) => field.column);
    return keyColumns.length > 0 && keyColumns.every((column) => certain.includes(column));
  }

  /** What counts the rows exactly. */
  counting(query: CollectionQuery): Counting {
    const written = this.sql.count(query);
    const question = this.question(query, written, 'next');
    return {
      key: statementKey(written, written.parameters),
      count: async () => {
        const [row] = await this.run(question);
        return Number(row?.[0]);
      },
    };
  }

  /** What the database's planner expects; `undefined` where it says nothing of use. */
  async estimate(query: CollectionQuery): Promise<number | undefined> {
    const estimate = ROW_ESTIMATES[this.parts.dialect];
    if (estimate === undefined) return undefined;
    const { sql, parameters } = this.sql.any(query);
    const asked = estimate(sql);
    const written = { sql: asked.sql, columns: [asked.column], parameters };
    return asked.read(await this.run(this.question(query, written)));
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
      if (missing <= 0) break;
      const part = this.sql.rows(query, segment, { ...window, limit: missing });
      rows.push(...(await this.run(this.question(query, part, 'turn'))));
    }
    return rows;
  }

  private async counted(
    query: CollectionQuery,
    written: WrittenSql,
  ): Promise<CountedRows | undefined> {
    const found = await this.run(this.question(query, written, 'next'));
    const [first] = found;
    if (first === undefined) return undefined;
    return { rows: found.map((row) => row.slice(0, -1)), count: Number(first.at(-1)) };
  }

  private question(
    { conditions }: CollectionQuery,
    { sql, columns, parameters }: WrittenSql,
    sharing?: NonNullable<Statement['sharing']>,
  ): Question {
    const statement = this.statements.statement(sql, columns);
    return {
      statement: sharing === undefined ? statement : { ...statement, sharing },
      parameters,
      conditions,
    };
  }

  private async run({ statement, parameters, conditions }: Question): Promise<readonly Row[]> {
    try {
      return await this.parts.runner.read(statement, parameters);
    } catch (cause) {
      const { em, endpoint } = this.parts;
      throw await failTransaction(em, cause, (failure) =>
        readFailure(failure, { endpoint, by: BY_ANYBODY, conditions }),
      );
    }
  }
}
