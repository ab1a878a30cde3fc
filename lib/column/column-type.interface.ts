import type { FieldConstraints, FieldModel } from '../model/endpoint-model.interface.js';
import type { ColumnCodec, Dialect } from './column-codec.interface.js';

/** One field type: what may be asked of it, and its codec on a database. */
export interface ColumnType {
  /** The constraints that mean something for this type. */
  readonly applicable: readonly (keyof FieldConstraints)[];
  /**
   * What is wrong with a field's constraints, one sentence each with the remedy; called before
   * any codec is made.
   */
  problems(field: FieldModel): readonly string[];
  codec(field: FieldModel, dialect: Dialect): ColumnCodec;
}
