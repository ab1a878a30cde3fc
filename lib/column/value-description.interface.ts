import type { ValueSchema } from '../declare/value-schema.interface.js';

/** What a column's values look like outside; `null` is the field's matter, not the type's. */
export interface ValueDescription {
  /** In a body: what is always taken; some types understand other forms as well. */
  readonly input: ValueSchema;
  /** In an answer: what the type guarantees. Rows may be older than a constraint. */
  readonly output: ValueSchema;
  /** In a path or a query. */
  readonly text: ValueSchema;
  /** Values to show; the first that the field's constraints allow is the example. */
  readonly samples: readonly unknown[];
}

/** For a type whose values are the same everywhere and have no constraints. */
export function sameEverywhere(schema: ValueSchema, ...samples: unknown[]): ValueDescription {
  return { input: schema, output: schema, text: schema, samples };
}
