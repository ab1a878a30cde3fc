import type { FieldModel } from '../model/field-model.interface.js';
import type { ColumnCodec } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { columnTypeOf } from './column-kinds.js';

/** The codec of a field that has no `columnProblems`; made once, at start. */
export function codecOf(field: FieldModel, dialect: Dialect): ColumnCodec {
  return columnTypeOf(field.type).codec(field, dialect);
}
