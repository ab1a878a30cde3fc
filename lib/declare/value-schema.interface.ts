/** The types of JSON. */
type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/**
 * What a value may be, for the document of the API.
 *
 * @see JSON Schema 2020-12, which OpenAPI 3.1 uses
 * @publicApi
 */
export interface ValueSchema {
  /** One type, or those of which it has one; any where it is left out. */
  readonly type?: JsonType | readonly JsonType[];
  readonly [keyword: string]: unknown;
}

/**
 * A query parameter, for the document of the API.
 *
 * @publicApi
 */
export interface QueryParameter {
  /** As it stands in the URL, brackets and all. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** An array is sent as one text, with commas between its items. */
  readonly schema: ValueSchema;
}
