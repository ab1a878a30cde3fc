import type { ColumnKind } from '../model/column-kind.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { ReflectedTable } from '../model/reflected-table.interface.js';

/** The names of what the database has. */
export interface CatalogueName {
  /** Of PostgreSQL; `undefined` on SQLite. */
  readonly schema: string | undefined;
  readonly name: string;
  /** Where SQL that names no schema would find it: 0 is looked at first; `undefined`: nowhere. */
  readonly searched: number | undefined;
}

/** What a database tells of its tables. */
export interface Catalogue {
  /** Of all tables and views, those that are not read in full included. */
  readonly names: readonly CatalogueName[];
  readonly tables: readonly ReflectedTable[];
}

/** What a column's database type is to us. */
export interface MappedType {
  /** `undefined`: nothing that could be read and written. */
  readonly type: ColumnKind | undefined;
  readonly constraints: FieldConstraints;
}

/** Which of the names are to be read in full. */
export type IsWanted = (name: CatalogueName) => boolean;
