import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { QueryParameter, ValueSchema } from '../declare/value-schema.interface.js';
import type { QueryField } from './collection-schema.js';
import type { QueryLimits } from './query-limits.interface.js';

/** What an operator takes, and what it finds. */
interface OperandDescription {
  readonly schema: (field: QueryField, limits: QueryLimits) => ValueSchema;
  /** Stands behind the member's name. */
  readonly words: string;
}

const value = ({ text }: QueryField, { valueLength: maxLength }: QueryLimits): ValueSchema => {
  const schema = text();
  const isFree = schema.type === 'string' && schema.pattern === undefined && !('enum' in schema);
  return isFree && schema.format === undefined ? { ...schema, maxLength } : schema;
};

const isFreeOfCommas = (one: unknown) => !String(one).includes(',');

/** What stands between commas has none itself. */
const item = (field: QueryField, limits: QueryLimits): ValueSchema => {
  const schema = value(field, limits);
  const withoutCommas = { ...schema, pattern: '^[^,]*$' };
  if ('maxLength' in schema) return withoutCommas;
  if (!Array.isArray(schema.enum) || schema.enum.every(isFreeOfCommas)) return schema;
  const apt = schema.enum.filter(isFreeOfCommas);
  // Validators refuse an empty list.
  return apt.length > 0 ? { ...schema, enum: apt } : withoutCommas;
};

const list = (field: QueryField, limits: QueryLimits): ValueSchema => ({
  type: 'array',
  items: item(field, limits),
  minItems: 1,
  maxItems: limits.listLength,
});

const pair = (field: QueryField, limits: QueryLimits): ValueSchema => ({
  ...list(field, limits),
  minItems: 2,
  maxItems: 2,
});

const literal = (_field: QueryField, { patternLength: maxLength }: QueryLimits): ValueSchema => ({
  type: 'string',
  maxLength,
});

/** A backslash escapes what follows. */
const pattern = (field: QueryField, limits: QueryLimits): ValueSchema => ({
  ...literal(field, limits),
  pattern: String.raw`^(?:[^\\]|\\[\s\S])*$`,
});

const truth = (): ValueSchema => ({ type: 'boolean' });

/** A new operator does not compile until it is answered here. */
const OPERATORS: Record<FilterOperator, OperandDescription> = {
  eq: { schema: value, words: 'equals the value' },
  ne: { schema: value, words: 'is another value' },
  gt: { schema: value, words: 'is greater' },
  gte: { schema: value, words: 'is greater or equal' },
  lt: { schema: value, words: 'is less' },
  lte: { schema: value, words: 'is less or equal' },
  in: { schema: list, words: 'is one of the values' },
  nin: { schema: list, words: 'is none of the values' },
  between: { schema: pair, words: 'is between the two values, or one of them' },
  like: { schema: pattern, words: 'matches a pattern: % for any text, _ for a character' },
  ilike: { schema: pattern, words: 'matches a pattern, in upper or lower case' },
  contains: { schema: literal, words: 'contains the text' },
  startswith: { schema: literal, words: 'begins with the text' },
  endswith: { schema: literal, words: 'ends with the text' },
  isnull: { schema: truth, words: 'has no value (true), or one (false)' },
};

/** What the document of the API says of one operator on one field. */
export function describeOperand(
  operator: FilterOperator,
  field: QueryField,
  limits: QueryLimits,
): Omit<QueryParameter, 'name'> {
  const { schema, words } = OPERATORS[operator];
  return {
    description: `Only where \`${field.name}\` ${words}.`,
    schema: schema(field, limits),
  };
}
