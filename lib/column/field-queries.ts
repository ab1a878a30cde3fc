import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { columnTypeOf } from './column-kinds.js';

/** What a collection can be filtered by, as far as the field's type goes. */
export function operatorsOf(field: FieldModel): readonly FilterOperator[] {
  return columnTypeOf(field.type).operators;
}

/** Whether a collection can be ordered by the field. */
export function isSortable(field: FieldModel): boolean {
  return columnTypeOf(field.type).sortable;
}
