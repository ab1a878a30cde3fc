import type { FieldModel } from '../model/field-model.interface.js';
import { codecOf } from './codec-of.js';
import { InvalidValue, type JsonValue } from './column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { columnTypeOf } from './column-kinds.js';

/** A value that a body may have, the same at each start; `undefined` where none is known. */
export function exampleOf(field: FieldModel, dialect: Dialect): JsonValue | undefined {
  const codec = codecOf(field, dialect);
  const { samples } = columnTypeOf(field.type).describe(field, dialect);
  for (const sample of samples) {
    const value = codec.parse(sample);
    const isAllowed =
      !(value instanceof InvalidValue) && codec.constraints.every((rule) => rule.accepts(value));
    if (isAllowed) return codec.toJson(value);
  }
  return undefined;
}
