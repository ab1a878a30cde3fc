import type { Dialect } from './dialect.js';

/** What a database is to rooms that write no SQL of their own. */
interface DialectFacts {
  /** Columns hold values of any type, so that a declaration's word on a type is taken. */
  readonly holdsAnyType: boolean;
  /** The hidden column that each update changes, which a reflected table can be versioned by. */
  readonly rowVersion: 'xmin' | undefined;
  /** Columns that every table has by itself, so that none can be made of that name. */
  readonly systemColumns: readonly string[];
  /** A table is altered by moving its rows to a new one. */
  readonly rebuildsTables: boolean;
  /** A foreign key may lead to what is not there, which shows when rows are written. */
  readonly takesAnyReference: boolean;
  /** Names that differ in upper and lower case alone are one. */
  readonly foldsNames: boolean;
  /** It works in our process, one statement after the other, and not beside us. */
  readonly isInProcess: boolean;
}

/** A new database does not compile until it is answered here. */
export const DIALECT_FACTS: Readonly<Record<Dialect, DialectFacts>> = {
  sqlite: {
    holdsAnyType: true,
    rowVersion: undefined,
    systemColumns: [],
    rebuildsTables: true,
    takesAnyReference: true,
    foldsNames: true,
    isInProcess: true,
  },
  postgresql: {
    holdsAnyType: false,
    rowVersion: 'xmin',
    systemColumns: ['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin'],
    rebuildsTables: false,
    takesAnyReference: false,
    foldsNames: false,
    isInProcess: false,
  },
};
