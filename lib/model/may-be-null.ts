import type { FieldModel } from './field-model.interface.js';

/** Whether a row may have nothing in a field, be it that clients may not set it so. */
export function mayBeNull({ optional, holdsNull, columnNullable }: FieldModel): boolean {
  return optional || holdsNull === true || columnNullable === true;
}
