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
  /**
   * Another one for each turn: a `Map` that others are put into and taken out of for long leaves old tables
   * behind, which keep rows until V8's next full collection.
   */
  private open = new Map<string, Promise<readonly Row[]>>();

  constructor(
    private readonly send: SendStatement,
    private readonly turn = new Turn(),
  ) {}

  rows(statement: Statement, parameters: readonly DriverValue[]): Promise<readonly Row[]> {
    const key = statementKey(statement, parameters);
    const known = this.open.get(key);
    if (known !== undefined) return known;
    const rows = this.atEnd(statement, parameters);
    this.open.set(key, rows);
    return rows;
  }

  private async atEnd(
    statement: Statement,
    parameters: readonly DriverValue[],
  ): Promise<readonly Row[]> {
    const { open } = this;
    await this.turn.ended();
    if (this.open === open) this.open = new Map();
    return await this.send(statement, parameters);
  }
}
