import type { FieldConstraints, FieldModel } from '../model/field-model.interface.js';
import { PLAIN_FIELD } from '../model/plain-field.js';
import type { ColumnKind } from '../model/column-kind.js';

/** A field as the specs of this folder want it: of a type, with constraints, else plain. */
export function fieldOf(
  type: ColumnKind,
  constraints: FieldConstraints = {},
  rest: Partial<FieldModel> = {},
): FieldModel {
  return {
    name: 'subject',
    column: 'subject',
    type,
    constraints,
    ...PLAIN_FIELD,
    ...rest,
  };
}
