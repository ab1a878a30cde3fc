import { FIELD_TYPE_NAMES, type FieldType } from '../declare/field-types.js';
import {
  count,
  type JsonSchema,
  listOf,
  oneOf,
  options,
  type OptionSchemas,
  text,
  textLike,
  truth,
} from './json-schema.js';

/** The seed's names of types, and ours. */
export const TYPE_NAMES: Readonly<Record<string, FieldType>> = {
  str: 'string',
  int: 'int',
  float: 'float',
  bool: 'boolean',
  datetime: 'datetime',
  Decimal: 'decimal',
  UUID: 'uuid',
  ...Object.fromEntries(FIELD_TYPE_NAMES.map((name) => [name, name])),
};

const bound = (description: string): JsonSchema => ({ type: ['number', 'string'], description });

const FIELD_OPTIONS: OptionSchemas = {
  type: oneOf(Object.keys(TYPE_NAMES), 'What the column holds.'),
  optional: truth('The member may be left out, and may be null.'),
  default: { description: 'Stored where the member is left out, on POST and PUT.' },
  minLength: count('In characters.', 0),
  maxLength: count('In characters.', 0),
  pattern: { ...text('A regular expression that has to match.'), format: 'regex' },
  ge: bound('Greater than or equal to.'),
  gt: bound('Greater than.'),
  le: bound('Less than or equal to.'),
  lt: bound('Less than.'),
  precision: count('Significant digits of a decimal.'),
  scale: count('Digits after the point of a decimal.', 0),
  decimalPlaces: count('As scale: the name that LightAPI has for it.', 0),
  values: listOf(text('A text that an enum may hold.'), 'The texts that an enum may hold.'),
  unique: truth('No two rows hold the same value.'),
  index: truth('An index of the column.'),
  foreignKey: textLike(
    '^[^.\\s]+\\.[^.\\s]+$',
    'What the column refers to, e.g. authors.id.',
    'Write table.column, e.g. authors.id.',
  ),
  exclude: truth('No column and no member.'),
};

/** One field of `endpoints[].fields`. */
export const FIELD_SCHEMA: JsonSchema = {
  examples: [{ type: 'str' }],
  ...options(FIELD_OPTIONS, ['type']),
};

/** The same, of an endpoint that reflects a table. */
export const REFINED_FIELD_SCHEMA: JsonSchema = {
  examples: [{ min_length: 1 }],
  ...options(FIELD_OPTIONS),
};
