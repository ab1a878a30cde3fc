import type { FilterOperator } from '../declare/filtering-options.interface.js';
import type { FilterNode, SearchNode } from '../query/collection-query.js';
import type { QueryField } from '../query/collection-schema.js';
import { compared, quote } from './sql-syntax.js';
import type { SqlWriter } from './sql-writer.js';
import { TEXT_MATCHERS, type TextMatch } from './text-match.table.js';

type Values = FilterNode['values'];
type WriteFilter = (field: QueryField, values: Values, writer: SqlWriter) => string;

const compare =
  (operator: string): WriteFilter =>
  (field, [value = null], writer) =>
    `${compared(field)} ${operator} ${writer.bind(value)}`;

const list =
  (operator: string, fill: (values: Values) => Values = (values) => values): WriteFilter =>
  (field, values, writer) =>
    `${compared(field)} ${operator} (${fill([...new Set(values)])
      .map((value) => writer.bind(value))
      .join(', ')})`;

/**
 * To a power of two: a hundred lengths are eight texts to be prepared. By NULL, which is like nothing; PostgreSQL
 * expects as many rows again of a value that is repeated.
 */
function filledUp(values: Values): Values {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<null>(length - values.length).fill(null)];
}

const matching =
  (match: (text: string, writer: SqlWriter) => TextMatch): WriteFilter =>
  (field, [text = ''], writer) =>
    written(field, match(String(text), writer), writer);

/** A new operator does not compile until it is answered here. */
const FILTERS: Record<FilterOperator, WriteFilter> = {
  eq: compare('='),
  ne: compare('<>'),
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  in: list('in', filledUp),
  // As it is: nothing is for certain not in a list with a NULL.
  nin: list('not in'),
  between: (field, [low = null, high = null], writer) =>
    `${compared(field)} between ${writer.bind(low)} and ${writer.bind(high)}`,
  like: matching((text, { dialect }) => TEXT_MATCHERS[dialect].exactly(text)),
  ilike: matching((text, { dialect }) => TEXT_MATCHERS[dialect].loosely(text)),
  contains: matching((text, { dialect }) => TEXT_MATCHERS[dialect].within(text)),
  startswith: matching((text, { dialect }) => TEXT_MATCHERS[dialect].atStart(text)),
  endswith: matching((text, { dialect }) => TEXT_MATCHERS[dialect].atEnd(text)),
  isnull: ({ column }, [yes]) => `${quote(column)} is ${yes === true ? '' : 'not '}null`,
};

/** PostgreSQL before 18 has no patterns for texts that may be equal and differ: they are compared as others are. */
function written(
  { column, nondeterministic }: QueryField,
  match: TextMatch,
  writer: SqlWriter,
): string {
  const text = nondeterministic ? `${quote(column)} collate "default"` : quote(column);
  return match.sql(text, writer.bind(match.parameter));
}

/** The condition of one filter. */
export function filterSql({ field, operator, values }: FilterNode, writer: SqlWriter): string {
  return FILTERS[operator](field, values, writer);
}

/** The condition that a word occurs in one of the fields. */
export function searchSql({ word, fields }: SearchNode, writer: SqlWriter): string {
  const match = TEXT_MATCHERS[writer.dialect].looselyWithin(word);
  const somewhere = fields.map((field) => written(field, match, writer));
  return `(${somewhere.join(' or ')})`;
}
