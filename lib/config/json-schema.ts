/** A JSON Schema, as much as is written here. @see https://json-schema.org/draft-07 */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an option holds, and what an editor says of it. */
export type OptionSchemas = Readonly<Record<string, JsonSchema>>;

/** `page_size` of `pageSize`: the seed's spelling beside ours. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An object with these options and no others, each spelt in either way. */
export function options(schemas: OptionSchemas, required: readonly string[] = []): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(schemas))
    for (const spelling of new Set([snakeCase(name), name])) properties[spelling] = schema;
  return {
    type: 'object',
    properties,
    required: required.filter((name) => snakeCase(name) === name),
    additionalProperties: false,
    ...eitherSpelling(
      required.filter((name) => snakeCase(name) !== name),
      schemas,
    ),
  };
}

/** That options are there in one spelling or the other; the first is asked for. */
function eitherSpelling(names: readonly string[], schemas: OptionSchemas): JsonSchema {
  if (names.length === 0) return {};
  const asked = names.map((name) => ({
    if: { not: { required: [name] } },
    then: {
      required: [snakeCase(name)],
      properties: { [snakeCase(name)]: { description: schemas[name]?.description } },
    },
  }));
  return { allOf: asked };
}

export const text = (description: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  description,
});

export const truth = (description: string): JsonSchema => ({ type: 'boolean', description });

export const count = (description: string, minimum = 1): JsonSchema => ({
  type: 'integer',
  minimum,
  description,
});

export const oneOf = (values: readonly string[], description: string): JsonSchema => ({
  type: 'string',
  enum: values,
  description,
});

export const listOf = (items: JsonSchema, description: string): JsonSchema => ({
  type: 'array',
  items,
  description,
});

/** The only value there can be; `errorMessage` says why. */
export const only = (
  value: string | boolean,
  description: string,
  errorMessage: string,
): JsonSchema => ({ const: value, description, errorMessage });

/** A text of one form, with what is said of another. */
export const textLike = (
  pattern: string,
  description: string,
  errorMessage: string,
): JsonSchema => ({ ...text(description), pattern, errorMessage });

/** A list of names in one form, and in the other an object: each is judged by its own rules. */
export const listOrObject = (list: JsonSchema, object: JsonSchema): JsonSchema => ({
  type: ['array', 'object'],
  if: { type: 'array' },
  then: list,
  else: object,
});
