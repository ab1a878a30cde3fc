import type { ColumnKind } from '../model/column-kind.js';
import type { FieldConstraints } from '../model/field-model.interface.js';
import type { ReflectedColumn } from '../model/reflected-table.interface.js';

type Print = (constraints: FieldConstraints) => string;

const always =
  (type: string): Print =>
  () =>
    type;
const text = always('string');
const number = always('number');

/** What a program has in a property, as TypeScript writes it. A new kind does not compile without. */
const TYPES: Record<ColumnKind, Print> = {
  string: text,
  text,
  int: number,
  bigint: always('bigint'),
  float: number,
  decimal: text,
  boolean: always('boolean'),
  datetime: always('Date'),
  date: text,
  time: text,
  uuid: text,
  json: always('unknown'),
  enum: ({ values = [] }) => values.map((value) => JSON.stringify(value)).join(' | ') || 'string',
  wide_int: always('number | bigint'),
  numeric: text,
  char: text,
  bytes: always('Uint8Array'),
  array: ({ element }) =>
    element === undefined ? 'unknown[]' : `(${TYPES[element.type](element.constraints)} | null)[]`,
  ordered: text,
  opaque: text,
  any: always('string | number'),
};

/** The type of a column's property. */
export function propertyType({ type, constraints, nullable }: ReflectedColumn): string {
  const printed = type === undefined ? 'unknown' : TYPES[type](constraints);
  return nullable && printed !== 'unknown' ? `${printed} | null` : printed;
}
