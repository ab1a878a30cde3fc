import type { Pool } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import { KeyBatches } from './key-batches.js';
import type { Lanes } from './lanes.js';
import { sentAnew } from './outdated-statement.js';
import { runOnPool } from './pool-query.js';
import type { Row } from './row.interface.js';
import { RowsQuery } from './rows-query.js';
import { SharedReads } from './shared-reads.js';
import type { KeyedStatement, SendStatement, Statement } from './statement.interface.js';
import { Turn } from './turn.js';
import { TurnReads } from './turn-reads.js';
import type { UserTriggers } from './user-triggers.js';
import { WriteBatches } from './write-batches.js';

/** The way to one server, outside of transactions. All that shares it has the same session. */
export class PostgresChannel {
  private readonly batches: KeyBatches;
  private readonly shared = new SharedReads();
  private readonly equals: TurnReads;
  private readonly writes: WriteBatches | undefined;

  /**
   * @param lanes - connections for short reads, where the server's are ours to make
   * @param triggers - where there may be some, each write is a transaction of its own
   */
  constructor(
    private readonly pool: Pool,
    private readonly lanes?: Lanes,
    private readonly triggers?: UserTriggers,
  ) {
    const turn = new Turn(lanes?.together);
    const send: SendStatement = (statement, values) => this.quick(statement, values);
    const alone: SendStatement = (statement, values) => this.rows(statement, values);
    this.batches = new KeyBatches({ send, alone, turn, room: () => lanes?.room() ?? 0 });
    this.equals = new TurnReads(send, turn);
    this.writes = lanes && new WriteBatches({ pool, lane: lanes.writer, alone, turn });
  }

  /** For what changes something: in one transaction with others', where the connections are ours. */
  write(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    if (this.writes === undefined || this.triggers?.mayBe === true)
      return this.rows(statement, parameters);
    return this.writes.rows(statement, parameters);
  }

  /** On a connection that nobody else has meanwhile. */
  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    return sentAnew(statement, (sent) => this.pooled(sent, parameters));
  }

  /** For what changes nothing, and is as true for all who ask. */
  read(
    statement: Statement | KeyedStatement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const [key] = parameters;
    if ('many' in statement && key !== undefined) return this.batches.find(statement, key);
    if (statement.sharing !== 'next') return this.equals.rows(statement, parameters);
    // Counting takes long: in a lane, others would wait behind it.
    return this.shared.rows(statement, parameters, () => this.rows(statement, parameters));
  }

  private quick(statement: Statement, parameters: readonly DriverValue[]) {
    return sentAnew(
      statement,
      (sent) => this.lanes?.rows(sent, parameters) ?? this.pooled(sent, parameters),
    );
  }

  private async pooled(statement: Statement, parameters: readonly DriverValue[]) {
    const query = new RowsQuery(statement, parameters);
    await runOnPool(this.pool, query);
    return query.rows;
  }
}
