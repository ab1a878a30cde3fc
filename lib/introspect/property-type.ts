import { columnTypeOf } from '../column/column-kinds.js';
import type { ReflectedColumn } from '../model/reflected-table.interface.js';

/** The type of a column's property, as TypeScript writes it. */
export function propertyType({ type, constraints, nullable }: ReflectedColumn): string {
  const printed = type === undefined ? 'unknown' : columnTypeOf(type).property(constraints);
  return nullable && printed !== 'unknown' ? `${printed} | null` : printed;
}
