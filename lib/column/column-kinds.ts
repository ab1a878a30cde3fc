import type { FieldModel } from '../model/field-model.interface.js';
import { PLAIN_FIELD } from '../model/plain-field.js';
import { anyColumn } from './any.column.js';
import { createArrayColumn } from './array.column.js';
import { bytesColumn } from './bytes.column.js';
import { charColumn } from './char.column.js';
import type { ColumnKind, ReflectedKind } from '../model/column-kind.js';
import type { ColumnType } from './column-type.interface.js';
import { COLUMN_TYPES } from './column-types.js';
import { opaqueColumn, orderedColumn } from './native.column.js';
import { numericColumn } from './numeric.column.js';
import { wideIntColumn } from './wide-int.column.js';

/** No field: what an array's elements are has no name and no column of its own. */
const ELEMENT: Omit<FieldModel, 'type' | 'constraints'> = {
  name: '',
  column: '',
  ...PLAIN_FIELD,
};

/** A new kind does not compile until it is answered here. */
const REFLECTED: Record<ReflectedKind, ColumnType> = {
  wide_int: wideIntColumn,
  numeric: numericColumn,
  char: charColumn,
  bytes: bytesColumn,
  // Arrays are PostgreSQL's.
  array: createArrayColumn(
    (element) => columnTypeOf(element.type).codec({ ...ELEMENT, ...element }, 'postgresql'),
    (element) => columnTypeOf(element.type).describe({ ...ELEMENT, ...element }, 'postgresql'),
  ),
  ordered: orderedColumn,
  opaque: opaqueColumn,
  any: anyColumn,
};

const ALL: Record<ColumnKind, ColumnType> = { ...COLUMN_TYPES, ...REFLECTED };

/** What a declared or a reflected column's kind knows. */
export function columnTypeOf(kind: ColumnKind): ColumnType {
  return ALL[kind];
}
