import { performance } from 'node:perf_hooks';

import type { Pool } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import { type BatchedStatement, BatchQuery } from './batch-query.js';
import { isRefusal, runOnPool } from './pool-query.js';
import type { Row } from './row.interface.js';
import type { SendStatement, Statement } from './statement.interface.js';
import type { Turn } from './turn.js';

/** Writes of one transaction at most. */
const MAX_WRITES = 32;

/** For so long after one was refused writes go alone, as the next may be too, in milliseconds. */
const PAUSE_MS = 250;

/**
 * A batch holds what it has locked until its end, and says nothing before: so none of its statements may
 * wait long for what somebody else has locked, or take long. They go alone then. All of them together are
 * silent for less than a connection may be. In milliseconds.
 */
const PATIENCE: BatchedStatement = {
  statement: {
    sql: "select set_config('lock_timeout', '50', true), set_config('statement_timeout', '150', true)",
    name: 'lightapi_batch_patience',
    columns: ['lock_timeout', 'statement_timeout'],
  },
  parameters: [],
};

/** A write that waits for the end of the turn. */
interface WaitingWrite extends BatchedStatement {
  readonly resolve: (rows: readonly Row[] | Promise<readonly Row[]>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes of one turn of the event loop are one transaction: one round trip, and one wait for the disk.
 * Nobody is answered before it is committed. If any of them is refused, none has happened, and each
 * is sent alone, so that each fails for itself.
 */
export class WriteBatches {
  private open: WaitingWrite[] = [];
  private aloneUntil = 0;

  /** @param alone - sends one write */
  constructor(
    private readonly pool: Pool,
    private readonly alone: SendStatement,
    private readonly turn: Turn,
  ) {}

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const isAlone = statement.isApart === true || performance.now() < this.aloneUntil;
    if (isAlone || !isNamed(statement)) return this.alone(statement, parameters);
    return new Promise((resolve, reject) => {
      const count = this.open.push({ statement, parameters, resolve, reject });
      if (count === 1) void this.atEnd(this.open);
      else if (count === MAX_WRITES) this.close();
    });
  }

  /** Of the turn in which a batch began. */
  private async atEnd(batch: readonly WaitingWrite[]): Promise<void> {
    await this.turn.ended();
    if (this.open === batch) this.close();
  }

  private close(): void {
    const { open } = this;
    this.open = [];
    if (open.length > 1) void this.together(open);
    else this.each(open);
  }

  private async together(writes: readonly WaitingWrite[]): Promise<void> {
    const query = new BatchQuery([PATIENCE, ...writes]);
    try {
      await runOnPool(this.pool, query);
      writes.forEach(({ resolve }, index) => {
        resolve(query.rows[index + 1] ?? []);
      });
    } catch (error) {
      // Whether it was committed nobody knows then: it must not be done again.
      if (isRefusal(error)) this.each(writes);
      else for (const { reject } of writes) reject(error);
    }
  }

  private each(writes: readonly WaitingWrite[]): void {
    if (writes.length > 1) this.aloneUntil = performance.now() + PAUSE_MS;
    for (const { statement, parameters, resolve } of writes)
      resolve(this.alone(statement, parameters));
  }
}

function isNamed(statement: Statement): statement is BatchedStatement['statement'] {
  return statement.name !== undefined;
}
