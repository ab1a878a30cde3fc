import type { DriverValue } from '../column/column-codec.interface.js';
import type { Row } from './row.interface.js';
import { statementKey } from './statement-key.js';
import type { SendStatement, Statement } from './statement.interface.js';
import { Turn } from './turn.js';

/**
 * Equal reads that are asked for in one turn of the event loop are one: the first page of a
 * collection is what most clients want. It is sent after the last of them was asked for.
 */
export class TurnReads {
  private readonly open = new Map<string, Promise<readonly Row[]>>();

  constructor(
    private readonly send: SendStatement,
    private readonly turn = new Turn(),
  ) {}

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const key = statementKey(statement, parameters);
    const known = this.open.get(key);
    if (known !== undefined) return known;
    const { promise, resolve } = Promise.withResolvers<readonly Row[]>();
    this.open.set(key, promise);
    this.turn.atEnd(() => {
      this.open.delete(key);
      resolve(this.send(statement, parameters));
    });
    return promise;
  }
}
