import type { DriverValue } from '../column/column-codec.interface.js';
import { driverFailure } from './driver-failure.js';
import type { Row } from './row.interface.js';
import type { KeyedStatement, SendStatement, Statement } from './statement.interface.js';
import { Turn } from './turn.js';

/** Keys that one statement asks for at most. */
const MAX_KEYS = 200;

interface Waiter {
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Who waits for which key. */
type Batch = Map<DriverValue, Waiter[]>;

/**
 * Reads of one row each that are asked for in one turn of the event loop go out as one statement:
 * under load a round trip costs more than a row. It is sent after the last of them was asked for,
 * so that each sees what was committed before.
 *
 * Those of one statement alone are merged. The statement says what is selected and from where; one
 * with conditions of a caller's own, or in a transaction, never gets here.
 */
export class KeyBatches {
  private readonly open = new Map<Statement, Batch>();

  constructor(
    private readonly send: SendStatement,
    private readonly turn = new Turn(),
  ) {}

  find(statement: KeyedStatement, key: DriverValue): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const batch = this.batchOf(statement);
      const waiter = { resolve, reject };
      const same = batch.get(key);
      if (same === undefined) batch.set(key, [waiter]);
      else same.push(waiter);
      if (batch.size >= MAX_KEYS) this.close(statement, batch);
    });
  }

  private batchOf(statement: KeyedStatement): Batch {
    const open = this.open.get(statement);
    if (open !== undefined) return open;
    const batch: Batch = new Map();
    this.open.set(statement, batch);
    this.turn.atEnd(() => {
      this.close(statement, batch);
    });
    return batch;
  }

  private close(statement: KeyedStatement, batch: Batch): void {
    if (this.open.get(statement) !== batch) return;
    this.open.delete(statement);
    if (batch.size === 1) this.each(statement, batch);
    else void this.all(statement, batch);
  }

  private async all(statement: KeyedStatement, batch: Batch): Promise<void> {
    const { many, keyAt } = statement;
    try {
      const rows = await this.send(many, [`{${[...batch.keys()].join(',')}}`]);
      const found = new Map(rows.map((row) => [row[keyAt], row]));
      for (const [key, waiters] of batch) {
        const row = found.get(String(key));
        for (const { resolve } of waiters) resolve(row === undefined ? [] : [row]);
      }
    } catch (error) {
      // What is the fault of one key is none of the others'.
      if (driverFailure(error)?.kind !== 'unavailable') this.each(statement, batch);
      else for (const { reject } of [...batch.values()].flat()) reject(error);
    }
  }

  private each(statement: KeyedStatement, batch: Batch): void {
    for (const [key, waiters] of batch) {
      const asked = this.send(statement, [key]);
      for (const { resolve, reject } of waiters) asked.then(resolve, reject);
    }
  }
}
