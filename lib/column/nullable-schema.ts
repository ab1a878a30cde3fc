import type { ValueSchema } from '../declare/value-schema.interface.js';

/** The same, or `null`. */
export function nullable(schema: ValueSchema): ValueSchema {
  const { type, enum: values } = schema as ValueSchema & { enum?: readonly unknown[] };
  if (type === undefined) return { anyOf: [schema, { type: 'null' }] };
  const types = Array.isArray(type) ? (type as readonly string[]) : [type as string];
  if (types.includes('null')) return schema;
  return {
    ...schema,
    type: [...types, 'null'] as NonNullable<ValueSchema['type']>,
    ...(values && { enum: [...values, null] }),
  };
}
