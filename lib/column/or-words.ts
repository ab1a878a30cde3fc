import type { ValueSchema } from '../declare/value-schema.interface.js';

/** The same, or one of some texts that the schema's format has no room for. */
export function orWords(schema: ValueSchema, words: readonly string[]): ValueSchema {
  return { anyOf: [schema, { type: 'string', enum: [...words] }] };
}
