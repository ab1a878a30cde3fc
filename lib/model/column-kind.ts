import type { FieldType } from '../declare/field-types.js';

/**
 * What columns of existing tables hold besides the types that can be declared:
 * - `wide_int`: SQLite's `INTEGER`, PostgreSQL's `oid`
 * - `numeric`: a decimal without a fixed scale
 * - `char`: text filled up with blanks
 * - `bytes`: `bytea`, `BLOB`
 * - `array`: of anything else here
 * - `ordered`: what has an order, as the database's own text: `inet`, `interval`, ranges
 * - `opaque`: what has none, as the database's own text: `xml`, `point`, composites
 * - `any`: SQLite's columns of no known type
 */
export type ReflectedKind =
  'wide_int' | 'numeric' | 'char' | 'bytes' | 'array' | 'ordered' | 'opaque' | 'any';

/** What a column holds, be it declared or reflected. */
export type ColumnKind = FieldType | ReflectedKind;
