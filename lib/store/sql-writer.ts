import type { DriverValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { PLACEHOLDERS } from './sql-syntax.js';

/** Collects the parameters of a statement that is being written, in the order of their places. */
export class SqlWriter {
  readonly parameters: DriverValue[] = [];
  private readonly placeholder: (position: number) => string;

  constructor(readonly dialect: Dialect) {
    this.placeholder = PLACEHOLDERS[dialect];
  }

  /** The placeholder of a value. */
  bind(value: DriverValue): string {
    this.parameters.push(value);
    return this.placeholder(this.parameters.length);
  }
}
