import type { FieldType } from '../declare/field-options.interface.js';
import type { PrimaryKeyType } from '../declare/endpoint-options.interface.js';
import type { AutomaticColumn, FieldModel } from './endpoint-model.interface.js';

function automatic(name: AutomaticColumn, type: FieldType): FieldModel {
  return Object.freeze({
    name,
    column: name,
    type,
    constraints: Object.freeze({}),
    optional: false,
    defaultValue: undefined,
    constantDefault: false,
    unique: false,
    index: false,
    reference: undefined,
    read: undefined,
    write: undefined,
  });
}

/** The field types of the two kinds of keys. */
const KEY_TYPES: Record<PrimaryKeyType, FieldType> = { integer: 'int', uuid: 'uuid' };

/** `id`. */
export function primaryKeyField(type: PrimaryKeyType): FieldModel {
  return automatic('id', KEY_TYPES[type]);
}

/** Those that come after `id`, in the order of the JSON (seed behaviour 2.4). */
export const AUTOMATIC_FIELDS: readonly FieldModel[] = Object.freeze([
  automatic('created_at', 'datetime'),
  automatic('updated_at', 'datetime'),
  automatic('version', 'int'),
]);
