import { readBooleanText } from '../column/boolean.column.js';
import { type DriverValue, InvalidValue } from '../column/column-codec.interface.js';
import { readText } from '../column/text-value.js';
import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { QueryField } from './collection-schema.js';
import type { QueryLimits } from './query-limits.interface.js';

/** How an operator reads what stands behind `=`. */
type ReadOperand = (
  text: string,
  field: QueryField,
  limits: QueryLimits,
) => readonly DriverValue[] | InvalidValue;

const refusal = (msg: string) => new InvalidValue('query_value', msg);

const value: ReadOperand = (text, { codec }, { valueLength }) => {
  if (text.length > valueLength) return refusal(`at most ${valueLength} characters are read`);
  const read = codec.parseText?.(text) ?? codec.parse(text);
  return read instanceof InvalidValue ? read : [codec.toDriver(read)];
};

const values: ReadOperand = (text, field, limits) => {
  const items = text.split(',');
  if (items.length > limits.listLength)
    return refusal(`at most ${limits.listLength} values are read`);
  const all: DriverValue[] = [];
  for (const item of items) {
    const read = value(item, field, limits);
    if (read instanceof InvalidValue) return read;
    all.push(...read);
  }
  return all;
};

const range: ReadOperand = (text, field, limits) =>
  text.split(',').length === 2
    ? values(text, field, limits)
    : refusal('two values with a comma between them were expected');

/** To look for a long text in long texts costs the product of both. */
const literal: ReadOperand = (text, _field, { patternLength }) => {
  if (text.length > patternLength) return refusal(`at most ${patternLength} characters are read`);
  const read = readText(text);
  return read instanceof InvalidValue ? read : [read];
};

/** A backslash at the end would escape nothing, which PostgreSQL calls an error. */
const DANGLING_ESCAPE = /(?<!\\)(?:\\\\)*\\$/;

const pattern: ReadOperand = (text, field, limits) =>
  DANGLING_ESCAPE.test(text)
    ? refusal('a backslash at the end escapes nothing; write two for one')
    : literal(text, field, limits);

const truth: ReadOperand = (text) => {
  const read = readBooleanText(text);
  return read instanceof InvalidValue ? read : [read];
};

/** A new operator does not compile until it is answered here. */
export const OPERANDS: Record<FilterOperator, ReadOperand> = {
  eq: value,
  ne: value,
  gt: value,
  gte: value,
  lt: value,
  lte: value,
  in: values,
  nin: values,
  between: range,
  like: pattern,
  ilike: pattern,
  contains: literal,
  startswith: literal,
  endswith: literal,
  isnull: truth,
};

/** The operator that stands for one which was repeated: any of some values, or none of them. */
export const REPEATED: Partial<Record<FilterOperator, FilterOperator>> = { eq: 'in', ne: 'nin' };
