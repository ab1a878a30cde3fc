import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';

/** SQL whose text was made at start, or once for a set of columns. */
export interface Statement {
  readonly sql: string;
  /** The name of the prepared statement, the same for the same text; none where it varies. */
  readonly name: string | undefined;
  /** The names of the result's columns, all different. */
  readonly columns: readonly string[];
  /**
   * How those who ask at the same time, with the same parameters, share an answer: all of one turn of
   * the event loop, or, where it takes long, all who come while one is on its way. @default not at all
   */
  readonly sharing?: 'turn' | 'next';
  /** Whether it has to be a transaction of its own, as what it returns tells transactions apart. */
  readonly isApart?: boolean;
}

/** The way on which statements go to a server. */
export type SendStatement = (
  statement: Statement,
  parameters: readonly DriverValue[],
) => Promise<readonly Row[]>;

/** A statement for one row by its key, and the one for many of them. */
export interface KeyedStatement extends Statement {
  /** Its parameter is an array of keys, as the database writes it. */
  readonly many: Statement;
  /** Where the key is in a row. */
  readonly keyAt: number;
}

/** Runs statements on one database, inside the transaction of the caller's context if it has one. */
export interface Runner {
  /** @throws what the driver throws */
  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]>;
  /**
   * As `rows`, for what changes nothing: from a replica, where the request may read from one, and
   * together with others' reads, where nobody can tell.
   */
  read(
    statement: Statement | KeyedStatement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]>;
  /** Does what begins a transaction in its turn; left out where transactions do not hold each other up. */
  inTurn?<T>(work: () => Promise<T>): Promise<T>;
}
