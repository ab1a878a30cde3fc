import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import type { ValueDescription } from './value-description.interface.js';

/** One field type: what may be asked of it, its codec on a database, and its words. */
export interface ColumnType {
  /** The constraints that mean something for this type. */
  readonly applicable: readonly (keyof FieldConstraints)[];
  /** What a collection can be filtered by; with `ilike`, it can be searched as well. */
  readonly operators: readonly FilterOperator[];
  /** Whether a collection can be ordered by it, on every database in the same way. */
  readonly sortable: boolean;
  /**
   * What is wrong with a field's constraints, one sentence each with the remedy; called before
   * any codec is made.
   */
  problems(field: FieldModel): readonly string[];
  codec(field: FieldModel, dialect: Dialect): ColumnCodec;
  /** What the document of the API says of the field's values. */
  describe(field: FieldModel, dialect: Dialect): ValueDescription;
}
