/** What is bound as a parameter: values both drivers take as they are. */
export type DriverValue = string | number | bigint | boolean | Uint8Array | null;

/** JSON as `JSON.parse` makes it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

/**
 * Why a value can't be taken: `type` is the machine's word (the seed's, where it has one), `msg`
 * the reader's; `at` is where in the value it is, if that is not the value itself.
 */
export class InvalidValue {
  constructor(
    readonly type: string,
    readonly msg: string,
    readonly at: readonly (string | number)[] = [],
  ) {}

  /** The same, of a value that has this one as a member. */
  within(member: string | number): InvalidValue {
    return new InvalidValue(this.type, this.msg, [member, ...this.at]);
  }
}

/** One rule over a parsed value; `type` and `msg` as in {@link InvalidValue}. */
export interface Constraint<Value = unknown> {
  readonly type: string;
  readonly msg: string;
  accepts(value: Value): boolean;
}

/**
 * Everything a column's type knows, for one field on one database. No other code asks which type
 * a column has.
 *
 * `null` never gets here: nullability is the field's, not the type's.
 *
 * @typeParam Value - what the property of the class holds, e.g. `Date` for `datetime`
 */
export interface ColumnCodec<Value = unknown> {
  /** The type in `CREATE TABLE`, e.g. `numeric(10,2)`. */
  readonly columnType: string;
  /** The declared constraints, in the order in which they are reported. */
  readonly constraints: readonly Constraint<Value>[];
  /**
   * What has to be selected to read the column without loss, given its quoted name; the column
   * itself where this is left out.
   */
  readonly selection?: (column: string) => string;
  /** What MikroORM selects, and an entity manager compares; `selection` where this is left out. */
  readonly ormSelection?: (column: string) => string;
  /** What conditions of `scope`, `queryset` and services compare; `ormSelection` where this is left out. */
  readonly ormComparison?: (column: string) => string;
  /**
   * What stands for the column in a comparison, given its quoted name, such that an index on the column
   * serves it; the column itself where this is left out.
   */
  readonly comparison?: (column: string) => string;
  /** A JSON value, or a `Value` a program gives, to a `Value`; nothing is ever coerced silently. */
  parse(input: unknown): Value | InvalidValue;
  /** A text of a query string to a `Value`; left out where `parse` reads text already. */
  readonly parseText?: (text: string) => Value | InvalidValue;
  /** A `Value` to the text that `parseText` reads; left out where that is the text of its JSON. */
  asText?(value: Value): string;
  /** A `Value` to what is bound. */
  toDriver(value: Value): DriverValue;
  /**
   * What the driver gave to a `Value`. PostgreSQL's raw text and the values that `pg` makes by
   * default are both understood, as users' own queries give the latter.
   */
  fromDriver(raw: unknown): Value;
  /**
   * What the driver gave to what is bound to go on from a row that has it; left out where that is the
   * same. Nobody asks it of `null`.
   */
  readonly toPlace?: (raw: unknown) => DriverValue;
  /** A `Value` to JSON, byte for byte the same for each database. */
  toJson(value: Value): JsonValue;
  /** What the driver gave to JSON text, on the way that every row of an answer goes. */
  toText(raw: unknown): string;
}
