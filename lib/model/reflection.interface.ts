import type { Dialect } from './dialect.js';
import type { ReflectedTable } from './reflected-table.interface.js';

/** The tables and views of a database. */
export interface TableCatalogue {
  /** @param name - perhaps with its schema: `sales.orders` */
  find(name: string): ReflectedTable | undefined;
  /** Names that may have been meant. */
  nearest(name: string): readonly string[];
}

/** What reflected endpoints are made of. */
export interface Reflection {
  readonly tables: TableCatalogue;
  readonly dialect: Dialect;
}
