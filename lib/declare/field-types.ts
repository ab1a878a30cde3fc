/** What a field type is to the rest of the house; what its values are is its column's. */
interface FieldTypeFacts {
  /** Whether a column of text may hold its values by agreement, as SQLite's do. */
  readonly isText: boolean;
}

/** The types that fields can be declared with, by their words. */
export const FIELD_TYPES = {
  string: { isText: true },
  text: { isText: true },
  int: { isText: false },
  bigint: { isText: false },
  float: { isText: false },
  decimal: { isText: false },
  boolean: { isText: false },
  datetime: { isText: false },
  date: { isText: true },
  time: { isText: true },
  uuid: { isText: true },
  ipaddress: { isText: true },
  json: { isText: false },
  enum: { isText: true },
} as const satisfies Record<string, FieldTypeFacts>;

/**
 * What a column holds. `FieldOptions.type` names one; `String`, `Number`, `Boolean`, `Date` and
 * `BigInt` properties are `string`, `int`, `boolean`, `datetime` and `bigint` without being told.
 *
 * @publicApi
 */
export type FieldType = keyof typeof FIELD_TYPES;

/** The words alone. */
export const FIELD_TYPE_NAMES = Object.keys(FIELD_TYPES) as FieldType[];

/** Whether a type is one of those that can be declared. */
export function isFieldType(type: unknown): type is FieldType {
  return (FIELD_TYPE_NAMES as readonly unknown[]).includes(type);
}
