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

/** A new kind does not compile until it is answered here. */
const REFLECTED: Record<ReflectedKind, ColumnType> = {
  wide_int: wideIntColumn,
  numeric: numericColumn,
  char: charColumn,
  bytes: bytesColumn,
  array: createArrayColumn(columnTypeOf),
  ordered: orderedColumn,
  opaque: opaqueColumn,
  any: anyColumn,
};

const ALL: Record<ColumnKind, ColumnType> = { ...COLUMN_TYPES, ...REFLECTED };

/** What a declared or a reflected column's kind knows. */
export function columnTypeOf(kind: ColumnKind): ColumnType {
  return ALL[kind];
}

/** The kinds of PostgreSQL's columns that hold one whatever their modifier, by names in `pg_type`. */
export const CATALOGUED_KINDS: ReadonlyMap<string, ColumnKind> = new Map(
  (Object.keys(ALL) as ColumnKind[]).flatMap((kind) =>
    (ALL[kind].catalogued ?? []).map((name) => [name, kind] as const),
  ),
);
