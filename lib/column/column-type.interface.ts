import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { SampleMaker } from './sample.interface.js';
import type { ValueDescription } from './value-description.interface.js';

/** One field type: what may be asked of it, its codec on a database, and its words. */
export interface ColumnType {
  /** The constraints that mean something for this type. */
  readonly applicable: readonly (keyof FieldConstraints)[];
  /** What a collection can be filtered by; with `ilike`, it can be searched as well. */
  readonly operators: readonly FilterOperator[];
  /** Whether a collection can be ordered by it, on every database in the same way. */
  readonly sortable: boolean;
  /** The names in PostgreSQL's `pg_type` of the columns that hold it, whatever their modifier. */
  readonly catalogued?: readonly string[];
  /** Whether PostgreSQL writes keys of it as we do, in its arrays without quotes. */
  readonly mergesKeys?: true;
  /** What a program has in the property, as TypeScript writes it. */
  property(constraints: FieldConstraints): string;
  /** Makes values for rows of tests. */
  readonly sample: SampleMaker;
  /**
   * What is wrong with a field's constraints, one sentence each with the remedy; called before
   * any codec is made.
   */
  problems(field: FieldModel): readonly string[];
  codec(field: FieldModel, dialect: Dialect): ColumnCodec;
  /** What the document of the API says of the field's values. */
  describe(field: FieldModel, dialect: Dialect): ValueDescription;
}
