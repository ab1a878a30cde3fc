import { performance } from 'node:perf_hooks';

import type { Database, Statement as NativeStatement } from 'better-sqlite3';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { busy, isBusy } from './sqlite-lock.js';

/** A statement, and who waits for it. */
export interface WaitingStatement {
  readonly statement: NativeStatement;
  readonly parameters: readonly DriverValue[];
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What one statement of a transaction has given. */
type Outcome = { readonly rows: readonly Row[] } | { readonly error: unknown };

/** Behind statements that take longer the others wait for the next turn, in milliseconds. */
const LONG_MS = 2;

/**
 * Statements that are asked for in one turn of the event loop run in one transaction of SQLite: it locks the
 * file, looks for others' changes and writes pages once for all of them, and the answers leave together,
 * which wakes up who reads them once.
 *
 * Nobody is answered before all is committed; a statement that fails undoes itself
 * alone; reads have a transaction without writes, so that they see what is committed; and what can't be
 * done together is done one by one.
 */
export class SqliteTurn {
  private reads: WaitingStatement[] = [];
  private writes: WaitingStatement[] = [];
  private isAwaited = false;
  private readonly begin: NativeStatement;
  private readonly beginWriting: NativeStatement;
  private readonly commit: NativeStatement;
  private readonly rollback: NativeStatement;

  constructor(private readonly database: Database) {
    this.begin = database.prepare('BEGIN');
    this.beginWriting = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.rollback = database.prepare('ROLLBACK');
  }

  /** Rejected with `SQLITE_BUSY` while somebody else's transaction is open. */
  add(waiting: WaitingStatement): void {
    (waiting.statement.readonly ? this.reads : this.writes).push(waiting);
    this.comeTo((work) => {
      process.nextTick(work);
    });
  }

  private comeTo(later: (work: () => void) => void): void {
    if (this.isAwaited) return;
    this.isAwaited = true;
    later(this.end);
  }

  private readonly end = (): void => {
    const { reads, writes } = this;
    this.reads = [];
    this.writes = [];
    // Who is refused may ask again while the others are being told.
    this.isAwaited = false;
    const left = [...this.together(this.begin, reads), ...this.together(this.beginWriting, writes)];
    if (left.length === 0) return;
    for (const waiting of left)
      (waiting.statement.readonly ? this.reads : this.writes).push(waiting);
    this.comeTo(setImmediate);
  };

  /** @returns those that have to wait for the next turn */
  private together(
    begin: NativeStatement,
    waiting: readonly WaitingStatement[],
  ): readonly WaitingStatement[] {
    if (this.database.inTransaction) for (const { reject } of waiting) reject(busy());
    else if (waiting.length === 1) waiting.forEach(alone);
    else if (waiting.length > 1) return this.inOneTransaction(begin, waiting);
    return [];
  }

  private inOneTransaction(
    begin: NativeStatement,
    waiting: readonly WaitingStatement[],
  ): readonly WaitingStatement[] {
    let outcomes: readonly Outcome[];
    try {
      begin.run();
      outcomes = this.outcomes(waiting);
      this.commit.run();
    } catch (error) {
      if (this.database.inTransaction) this.rollback.run();
      // Nothing of it is kept, so that all can be done again, each with its own end.
      if (isBusy(error)) for (const { reject } of waiting) reject(error);
      else waiting.forEach(alone);
      return [];
    }
    outcomes.forEach((outcome, index) => {
      if ('rows' in outcome) waiting[index]?.resolve(outcome.rows);
      else waiting[index]?.reject(outcome.error);
    });
    return waiting.slice(outcomes.length);
  }

  /**
   * Of the first ones, as many as are quick.
   *
   * @throws what has undone the others' statements too
   */
  private outcomes(waiting: readonly WaitingStatement[]): readonly Outcome[] {
    const end = performance.now() + LONG_MS;
    const outcomes: Outcome[] = [];
    for (const one of waiting) {
      const outcome = outcomeOf(one);
      if ('error' in outcome && !this.database.inTransaction) throw outcome.error;
      outcomes.push(outcome);
      if (performance.now() > end) break;
    }
    return outcomes;
  }
}

function alone(waiting: WaitingStatement): void {
  const outcome = outcomeOf(waiting);
  if ('rows' in outcome) waiting.resolve(outcome.rows);
  else waiting.reject(outcome.error);
}

function outcomeOf({ statement, parameters }: WaitingStatement): Outcome {
  try {
    return { rows: statement.all(parameters) as Row[] };
  } catch (error) {
    return { error };
  }
}
