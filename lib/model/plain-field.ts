import type { FieldModel } from './field-model.interface.js';

/** What holds for a field of which nothing more is said. */
export const PLAIN_FIELD = Object.freeze({
  optional: false,
  defaultValue: undefined,
  constantDefault: false,
  unique: false,
  index: false,
  reference: undefined,
  read: undefined,
  write: undefined,
}) satisfies Partial<FieldModel>;
