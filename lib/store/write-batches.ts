import { performance } from 'node:perf_hooks';

import type { Pool } from 'pg';

import type { DriverValue } from '../column/column-codec.interface.js';
import { type BatchedStatement, BatchQuery } from './batch-query.js';
import type { Lane } from './lane.js';
import { IMPATIENCE } from './lanes.js';
import { isOutdated } from './outdated-statement.js';
import { isRefusal, runOnPool } from './pool-query.js';
import type { Row } from './row.interface.js';
import type { SendStatement, Statement } from './statement.interface.js';
import type { Turn } from './turn.js';

/** Writes of one transaction at most. */
const MAX_WRITES = 32;

/** For so long after one was refused writes go alone, as the next may be too, in milliseconds. */
const PAUSE_MS = 250;

/** Makes the transaction as impatient as the lane is. */
const IMPATIENT: BatchedStatement = {
  statement: {
    sql: `select ${Object.entries(IMPATIENCE)
      .map(([name, ms]) => `set_config('${name}', '${ms}', true)`)
      .join(', ')}`,
    name: 'lightapi_impatience',
    columns: Object.keys(IMPATIENCE),
  },
  parameters: [],
};

/**
 * How long a batch waits for the one that is on its way: not longer, as that may wait for a lock of somebody
 * else's. In milliseconds.
 */
const HOLD_MS = 20;

/** For so long a statement goes alone that took too long for a batch, in milliseconds. */
const SLOW_MS = 60_000;

const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';

/** What makes batches of writes. */
export interface WriteBatchesParts {
  readonly pool: Pool;
  /** Where they go, as long as nothing else is under way on it. */
  readonly lane: Lane;
  /** Sends one write, which may wait. */
  readonly alone: SendStatement;
  readonly turn: Turn;
}

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
  /** By the name of a statement. */
  private readonly slowUntil = new Map<string, number>();

  constructor(private readonly parts: WriteBatchesParts) {}

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    if (!isNamed(statement) || this.isAlone(statement))
      return this.parts.alone(statement, parameters);
    return new Promise((resolve, reject) => {
      const count = this.open.push({ statement, parameters, resolve, reject });
      if (count === 1) void this.atEnd(this.open);
      else if (count === MAX_WRITES) this.close();
    });
  }

  private isAlone({ isApart, name }: BatchedStatement['statement']): boolean {
    if (isApart === true) return true;
    const now = performance.now();
    return (
      now < this.aloneUntil || (this.slowUntil.size > 0 && now < (this.slowUntil.get(name) ?? 0))
    );
  }

  /** Of the turn in which a batch began, and of the one before it. */
  private async atEnd(batch: Batch): Promise<void> {
    await this.parts.turn.ended();
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
    const { lane } = this.parts;
    const free = lane.load() === 0 ? lane : undefined;
    if (batch.length > 1) return this.together(batch, free);
    return free === undefined ? this.each(batch) : this.first(batch, free);
  }

  private async together(writes: Batch, lane: Lane | undefined): Promise<void> {
    const query = new BatchQuery(lane === undefined ? [IMPATIENT, ...writes] : writes);
    try {
      if (lane === undefined) await runOnPool(this.parts.pool, query);
      else await lane.run(query);
      const rows = query.rows.slice(-writes.length);
      writes.forEach(({ resolve }, index) => {
        resolve(rows[index] ?? []);
      });
    } catch (error) {
      // Whether it was committed nobody knows then: it must not be done again.
      if (isRefusal(error)) {
        this.noteSlow(query.name, error);
        void this.each(writes);
      } else for (const { reject } of writes) reject(error);
    }
  }

  /** The only one of a batch. */
  private async first([write]: Batch, lane: Lane): Promise<void> {
    if (write === undefined) return;
    const { statement, parameters, resolve, reject } = write;
    try {
      resolve(await lane.rows(statement, parameters));
    } catch (error) {
      this.noteSlow(statement.name, error);
      if (isRefusedForNow(error)) resolve(this.parts.alone(statement, parameters));
      else reject(error);
    }
  }

  private noteSlow(name: string | undefined, error: unknown): void {
    if (name !== undefined && codeOf(error) === QUERY_CANCELED)
      this.slowUntil.set(name, performance.now() + SLOW_MS);
  }

  /** @returns when all of them have been answered */
  private async each(writes: Batch): Promise<void> {
    if (writes.length > 1) this.aloneUntil = performance.now() + PAUSE_MS;
    const answers = writes.map(({ statement, parameters, resolve }) => {
      const rows = this.parts.alone(statement, parameters);
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

/** Another connection would have waited, or prepared the statement anew. */
function isRefusedForNow(error: unknown): boolean {
  const code = codeOf(error);
  return code === LOCK_NOT_AVAILABLE || code === QUERY_CANCELED || isOutdated(error);
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

function isNamed(statement: Statement): statement is BatchedStatement['statement'] {
  return statement.name !== undefined;
}
