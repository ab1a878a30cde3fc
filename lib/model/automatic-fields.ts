import type { FieldType } from '../declare/field-types.js';
import type { PrimaryKeyType } from '../declare/endpoint-options.interface.js';
import type { AutomaticColumn, EndpointModel } from './endpoint-model.interface.js';
import type { FieldModel } from './field-model.interface.js';
import { PLAIN_FIELD } from './plain-field.js';

function automatic(name: AutomaticColumn, type: FieldType): FieldModel {
  return Object.freeze({
    name,
    column: name,
    type,
    constraints: Object.freeze({}),
    ...PLAIN_FIELD,
  });
}

/** The field types of the two kinds of keys. */
const KEY_TYPES: Record<PrimaryKeyType, FieldType> = { integer: 'int', uuid: 'uuid' };

/** Those that come after `id`, in the order of the JSON (seed behaviour 2.4). */
const AUTOMATIC_FIELDS: readonly FieldModel[] = [
  automatic('created_at', 'datetime'),
  automatic('updated_at', 'datetime'),
  automatic('version', 'int'),
];

/** The columns of a declared endpoint, and what each is for. */
export function declaredColumns(
  fields: readonly FieldModel[],
  primaryKey: PrimaryKeyType,
): Pick<EndpointModel, 'columns' | 'key' | 'timestamps' | 'version' | 'inputs'> {
  const [id, created, updated, version] = [0, 1, 2, 3].map((after) => fields.length + after);
  const inputs = Object.freeze([...fields.keys()]);
  return {
    columns: Object.freeze([
      ...fields,
      automatic('id', KEY_TYPES[primaryKey]),
      ...AUTOMATIC_FIELDS,
    ]),
    key: { at: [id ?? 0], maker: primaryKey === 'uuid' ? 'uuid' : 'database' },
    timestamps: { created, updated },
    version: { kind: 'column', at: version ?? 0 },
    inputs: { create: inputs, update: inputs },
  };
}
