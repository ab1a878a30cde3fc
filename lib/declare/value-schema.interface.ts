/** The types of JSON. */
type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/**
 * What a value may be, for the document of the API.
 *
 * @see JSON Schema 2020-12, which OpenAPI 3.1 uses
 * @publicApi
 */
export interface ValueSchema {
  readonly type?: JsonType | readonly JsonType[];
  readonly [keyword: string]: unknown;
}

/**
 * A query parameter, for the document of the API.
 *
 * @publicApi
 */
export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  /** An array is sent as one text, with commas between its items. */
  readonly schema: ValueSchema;
}
