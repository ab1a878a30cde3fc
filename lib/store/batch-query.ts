import type { DriverValue } from '../column/column-codec.interface.js';
import { isOutdated } from './outdated-statement.js';
import type { PoolQuery } from './pool-query.js';
import type { Row } from './row.interface.js';
import { sendStatement, type WireConnection } from './rows-query.js';
import type { Statement } from './statement.interface.js';

/** A statement of a batch, with what is bound to it. */
export interface BatchedStatement {
  readonly statement: Statement & { readonly name: string };
  readonly parameters: readonly DriverValue[];
}

/**
 * Statements with one Sync behind them: one message to the server, and one transaction, which is
 * committed when the last of them has run. If one is refused, nothing of the others stays either.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class BatchQuery implements PoolQuery {
  /** Of each statement. */
  readonly rows: Row[][] = [];
  callback?: PoolQuery['callback'];
  /** The statement that the server answers now. */
  private at = 0;

  constructor(private readonly batch: readonly BatchedStatement[]) {}

  /** What `pg` remembers as prepared when the server says that it is. */
  get name(): string | undefined {
    return this.batch[this.at]?.statement.name;
  }

  get text(): string | undefined {
    return this.batch[this.at]?.statement.sql;
  }

  submit(given: unknown): void {
    const connection = given as WireConnection;
    connection.stream.cork();
    for (const { statement, parameters } of this.batch) {
      this.rows.push([]);
      sendStatement(connection, statement, parameters);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.rows[this.at]?.push(fields);
  }

  handleCommandComplete(): void {
    this.at += 1;
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }

  /** Whatever is behind the refused statement, the server has not looked at. */
  handleError(error: Error, given?: unknown): void {
    const connection = given as WireConnection | undefined;
    if (connection !== undefined) {
      const { name } = this;
      if (name !== undefined && isOutdated(error))
        Reflect.deleteProperty(connection.parsedStatements, name);
      for (const { statement } of this.batch.slice(this.at))
        Reflect.deleteProperty(connection.submittedNamedStatements, statement.name);
    }
    this.callback?.(error);
  }

  handleRowDescription(): void {
    // Nothing was described.
  }

  handleEmptyQuery(): void {
    // None of them is empty.
  }
}
