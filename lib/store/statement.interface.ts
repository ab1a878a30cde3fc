import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';

/** SQL whose text was made at start, or once for a set of columns. */
export interface Statement {
  readonly sql: string;
  /** The name of the prepared statement, the same for the same text; none where it varies. */
  readonly name: string | undefined;
  /** The names of the result's columns, all different. */
  readonly columns: readonly string[];
}

/** Runs statements on one database, inside the transaction of the caller's context if it has one. */
export interface Runner {
  /** @throws what the driver throws */
  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]>;
  /** As `rows`, for what changes nothing: from a replica, where the request may read from one. */
  read(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]>;
}
