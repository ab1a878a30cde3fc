import {
  COUNT_MODES,
  PAGINATION_OPTION_NAMES,
  type PaginationOptions,
} from '../declare/pagination-options.interface.js';
import { PAGINATION_STYLE_NAMES } from '../declare/pagination-styles.js';
import { nearest } from './nearest.js';
import { isOptions, optionNameProblems } from './option-names.check.js';
import { shownValue } from './shown-value.js';

/** What one page may hold at the most, whatever the options say. */
const LARGEST_PAGE = 10_000;

/** What is wrong with `pagination`. */
export function paginationProblems(pagination: PaginationOptions | undefined): string[] {
  if (pagination === undefined) return [];
  const unknown = optionNameProblems('pagination', pagination, PAGINATION_OPTION_NAMES);
  if (!isOptions(pagination)) return unknown;
  const { style, pageSize, maxPageSize, count, maxOffset } = pagination;
  return [
    ...unknown,
    ...wordProblems('style', style, PAGINATION_STYLE_NAMES),
    ...(count === undefined ? [] : wordProblems('count', count, COUNT_MODES)),
    ...numberProblems('pageSize', pageSize, 1, LARGEST_PAGE),
    ...numberProblems('maxPageSize', maxPageSize, pageSize ?? 1, LARGEST_PAGE),
    ...numberProblems('maxOffset', maxOffset, 0, Number.MAX_SAFE_INTEGER),
  ];
}

function wordProblems(option: string, word: unknown, known: readonly string[]): string[] {
  if (typeof word === 'string' && known.includes(word)) return [];
  const meant = typeof word === 'string' ? nearest(word, known) : '';
  return [
    `'pagination.${option}' is ${shownValue(word)}.${meant} Give one of ${known.join(', ')}.`,
  ];
}

function numberProblems(option: string, value: unknown, least: number, most: number): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return [];
  return [
    `'pagination.${option}' is ${shownValue(value)}. Give an integer from ${least} to ${most}.`,
  ];
}
