import { codecOf } from '../column/codec-of.js';
import { InvalidValue, type JsonValue } from '../column/column-codec.interface.js';
import type { Dialect } from '../model/dialect.js';
import { columnTypeOf } from '../column/column-kinds.js';
import { exampleOf } from '../column/example-of.js';
import { nullable } from '../column/nullable-schema.js';
import type { ValueSchema } from '../declare/value-schema.interface.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { mayBeNull } from '../model/may-be-null.js';

/** What the document says of a member, apart from its type. */
export type MemberWords = (name: string) => ValueSchema;

/** As bodies have it. */
export function inputMember(field: FieldModel, dialect: Dialect, words: MemberWords): ValueSchema {
  const { input } = columnTypeOf(field.type).describe(field, dialect);
  const example = exampleOf(field, dialect);
  const value = defaultOf(field, dialect);
  return {
    ...(field.optional ? nullable(input) : input),
    ...referenceWords(field, input),
    ...(value !== undefined && { default: value }),
    ...(example !== undefined && { examples: [example] }),
    ...words(field.name),
  };
}

/** As answers have it. */
export function outputMember(field: FieldModel, dialect: Dialect, words: MemberWords): ValueSchema {
  const { output } = columnTypeOf(field.type).describe(field, dialect);
  const example = exampleOf(field, dialect);
  return {
    ...(mayBeNull(field) ? nullable(output) : output),
    ...referenceWords(field, output),
    ...(example !== undefined && { examples: [example] }),
    ...words(field.name),
  };
}

/** Whose key it is; behind what its type says of itself. */
function referenceWords({ reference }: FieldModel, { description }: ValueSchema): ValueSchema {
  if (reference === undefined) return {};
  const { table, column } = reference;
  const whose = `The \`${column}\` of a row of \`${table}\`.`;
  return { description: typeof description === 'string' ? `${description} ${whose}` : whose };
}

/** What a member is that is left out, where that is always the same. */
function defaultOf(field: FieldModel, dialect: Dialect): JsonValue | undefined {
  if (!field.constantDefault || field.defaultValue === undefined) return undefined;
  const given = field.defaultValue();
  if (given === null) return null;
  const codec = codecOf(field, dialect);
  const value = codec.parse(given);
  return value instanceof InvalidValue ? undefined : codec.toJson(value);
}
