import { performance } from 'node:perf_hooks';

import type { DriverValue } from '../column/column-codec.interface.js';
import { driverFailure } from './driver-failure.js';
import type { Row } from './row.interface.js';
import type { KeyedStatement, SendStatement, Statement } from './statement.interface.js';
import type { Turn } from './turn.js';

/** Keys that are asked for together at most. */
const MAX_KEYS = 200;

/** A batch is that many statements at most, so that the first rows are answered while the next are looked for. */
const MAX_PARTS = 8;

/** A batch is not parted further than that. */
const LEAST_KEYS = 8;

/**
 * Shorter lists are filled up with their last key. PostgreSQL takes a list that it does not know for one of ten: it
 * would plan a shorter one again each time, as that looks cheaper, and planning costs as much as looking.
 *
 * @see https://github.com/postgres/postgres/blob/REL_17_0/src/backend/utils/adt/selfuncs.c estimate_array_length
 */
const PLANNED_KEYS = 10;

/** For so long keys of a statement that took too long are asked for one by one, in milliseconds. */
const SLOW_MS = 60_000;

const QUERY_CANCELED = '57014';

/** What makes batches of keys. */
export interface KeyBatchesParts {
  readonly send: SendStatement;
  /** Sends what may take long: nobody else's waits behind it. */
  readonly alone: SendStatement;
  readonly turn: Turn;
  /** How many statements can be sent now without a connection for each. */
  readonly room: () => number;
}

interface Waiter {
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A key, and who waits for its row. */
interface Asked {
  readonly key: DriverValue;
  /** As a row has it. */
  readonly text: string;
  readonly waiters: Waiter[];
}

/** By the text of the key. */
type Batch = Map<string, Asked>;

/** Of a batch, what one statement asks for. */
type Part = readonly Asked[];

/**
 * Reads of one row each that are asked for in one turn of the event loop go out together, in one statement or a
 * few: under load a round trip costs more than a row. They are sent after the last of them was asked for,
 * so that each sees what was committed before.
 *
 * Those of one statement alone are merged. The statement says what is selected and from where; one
 * with conditions of a caller's own, or in a transaction, never gets here.
 */
export class KeyBatches {
  private readonly queues = new WeakMap<Statement, KeyQueue>();

  constructor(private readonly parts: KeyBatchesParts) {}

  find(statement: KeyedStatement, key: DriverValue): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.queueOf(statement).add(key, { resolve, reject });
    });
  }

  private queueOf(statement: KeyedStatement): KeyQueue {
    const known = this.queues.get(statement);
    if (known !== undefined) return known;
    const queue = new KeyQueue(statement, this.parts);
    this.queues.set(statement, queue);
    return queue;
  }
}

/** Who asks for rows by one statement. */
class KeyQueue {
  private open: Batch = new Map();
  /** Never, as long as it is 0. */
  private slowUntil = 0;

  constructor(
    private readonly statement: KeyedStatement,
    private readonly parts: KeyBatchesParts,
  ) {}

  add(key: DriverValue, waiter: Waiter): void {
    const { open } = this;
    const text = String(key);
    const same = open.get(text);
    if (same !== undefined) {
      same.waiters.push(waiter);
      return;
    }
    open.set(text, { key, text, waiters: [waiter] });
    if (open.size >= MAX_KEYS) this.close();
    else if (open.size === 1) void this.atEnd(open);
  }

  /** Of the turn in which a batch began. */
  private async atEnd(batch: Batch): Promise<void> {
    await this.parts.turn.ended();
    if (this.open === batch) this.close();
  }

  private close(): void {
    const { open } = this;
    this.open = new Map();
    const all = [...open.values()];
    const count = this.countParts(all.length);
    const edge = (at: number) => Math.floor((at * all.length) / count);
    for (let at = 0; at < count; at += 1) void this.ask(all.slice(edge(at), edge(at + 1)));
  }

  private countParts(keys: number): number {
    if (this.isSlow()) return keys;
    const most = Math.min(MAX_PARTS, Math.floor(keys / LEAST_KEYS));
    return most < 2 ? 1 : Math.max(1, Math.min(most, this.parts.room()));
  }

  private ask(part: Part): Promise<void> {
    const [only] = part;
    return only !== undefined && part.length === 1 ? this.one(only) : this.together(part);
  }

  private async together(part: Part): Promise<void> {
    const { many, keyAt } = this.statement;
    try {
      const rows = await this.parts.send(many, [keyList(part)]);
      const found = new Map<unknown, Row>();
      for (const row of rows) found.set(row[keyAt], row);
      for (const { text, waiters } of part) {
        const row = found.get(text);
        for (const { resolve } of waiters) resolve(row === undefined ? [] : [row]);
      }
    } catch (error) {
      // What is the fault of one key is none of the others'.
      if (this.noteSlow(error) || driverFailure(error)?.kind !== 'unavailable')
        await this.each(part);
      else for (const { reject } of part.flatMap(({ waiters }) => waiters)) reject(error);
    }
  }

  private async each(part: Part): Promise<void> {
    await Promise.all(part.map((asked) => this.one(asked)));
  }

  private async one({ key, waiters }: Asked): Promise<void> {
    try {
      const send = this.isSlow() ? this.parts.alone : this.parts.send;
      const rows = await send(this.statement, [key]);
      for (const { resolve } of waiters) resolve(rows);
    } catch (error) {
      this.noteSlow(error);
      for (const { reject } of waiters) reject(error);
    }
  }

  private isSlow(): boolean {
    return this.slowUntil > 0 && performance.now() < this.slowUntil;
  }

  /** @returns whether it is what a statement that takes too long is ended with */
  private noteSlow(error: unknown): boolean {
    if ((error as { code?: unknown } | undefined)?.code !== QUERY_CANCELED) return false;
    this.slowUntil = performance.now() + SLOW_MS;
    return true;
  }
}

/** As PostgreSQL writes an array: of integers, or of UUIDs. */
function keyList(part: Part): string {
  const keys = part.map(({ text }) => text);
  const last = keys.at(-1) ?? '';
  return `{${keys.join(',')}${`,${last}`.repeat(Math.max(0, PLANNED_KEYS - keys.length))}}`;
}
