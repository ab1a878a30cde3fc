import type { FilterOperator } from '../declare/filtering-options.interface.js';

/** What every comparable type has. */
export const EQUALITY_OPERATORS: readonly FilterOperator[] = ['eq', 'ne', 'in', 'nin', 'isnull'];

/** What a type with an order has. */
export const ORDERED_OPERATORS: readonly FilterOperator[] = [
  ...EQUALITY_OPERATORS,
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
];

/** What text has. */
export const TEXT_OPERATORS: readonly FilterOperator[] = [
  ...ORDERED_OPERATORS,
  'like',
  'ilike',
  'contains',
  'startswith',
  'endswith',
];
