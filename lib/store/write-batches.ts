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

/**
 * How long a batch waits for the one that is on its way: not longer, as that may wait for a lock of somebody
 * else's. In milliseconds.
 */
const HOLD_MS = 20;

/** A write that waits for its batch to be sent. */
interface WaitingWrite extends BatchedStatement {
  readonly resolve: (rows: readonly Row[] | Promise<readonly Row[]>) => void;
  readonly reject: (error: unknown) => void;
}

type Batch = readonly WaitingWrite[];

/**
 * Writes of one turn of the event loop, and those that come while a batch is on its way, are one transaction:
 * one round trip, and one wait for the disk. Nobody is answered before it is committed. If any of them is
 * refused, none has happened, and each is sent alone, so that each fails for itself.
 */
export class WriteBatches {
  private open: WaitingWrite[] = [];
  /** Fulfilled when the batch that was sent last has been answered. */
  private underWay: Promise<void> | undefined;
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

  /** Of the turn in which a batch began, and of the one before it. */
  private async atEnd(batch: Batch): Promise<void> {
    await this.turn.ended();
    if (this.open === batch && this.underWay !== undefined) await endOrLimit(this.underWay);
    if (this.open === batch) this.close();
  }

  private close(): void {
    const { open } = this;
    this.open = [];
    const sent = this.send(open);
    this.underWay = sent;
    void sent.then(() => {
      if (this.underWay === sent) this.underWay = undefined;
    });
  }

  private send(batch: Batch): Promise<void> {
    return batch.length > 1 ? this.together(batch) : this.each(batch);
  }

  private async together(writes: Batch): Promise<void> {
    const query = new BatchQuery([PATIENCE, ...writes]);
    try {
      await runOnPool(this.pool, query);
      writes.forEach(({ resolve }, index) => {
        resolve(query.rows[index + 1] ?? []);
      });
    } catch (error) {
      // Whether it was committed nobody knows then: it must not be done again.
      if (isRefusal(error)) void this.each(writes);
      else for (const { reject } of writes) reject(error);
    }
  }

  /** @returns when all of them have been answered */
  private async each(writes: Batch): Promise<void> {
    if (writes.length > 1) this.aloneUntil = performance.now() + PAUSE_MS;
    const answers = writes.map(({ statement, parameters, resolve }) => {
      const rows = this.alone(statement, parameters);
      resolve(rows);
      return rows;
    });
    await Promise.allSettled(answers);
  }
}

function endOrLimit(batch: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, HOLD_MS);
    void batch.then(() => {
      clearTimeout(limit);
      resolve();
    });
  });
}

function isNamed(statement: Statement): statement is BatchedStatement['statement'] {
  return statement.name !== undefined;
}
