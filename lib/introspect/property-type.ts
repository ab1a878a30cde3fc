import { columnTypeOf } from '../column/column-kinds.js';
import type { ReflectedColumn } from '../model/reflected-table.interface.js';

/** The type of a column's property, as TypeScript writes it. */
export function propertyType(column: ReflectedColumn): string {
  const { type, constraints, nullable, holdsNull = false } = column;
  const printed = type === undefined ? 'unknown' : columnTypeOf(type).property(constraints);
  return (nullable || holdsNull) && printed !== 'unknown' ? `${printed} | null` : printed;
}
