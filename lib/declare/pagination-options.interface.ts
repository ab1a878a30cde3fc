import type { PaginationStyle } from './pagination-styles.js';

/** How exactly a collection is counted. */
export const COUNT_MODES = ['exact', 'estimated', 'none'] as const;

/**
 * `exact` counts the rows, `estimated` asks the database's statistics, `none` does not count.
 *
 * @publicApi
 */
export type CountMode = (typeof COUNT_MODES)[number];

/**
 * How a collection is cut into pages.
 *
 * @publicApi
 */
export interface PaginationOptions {
  /**
   * - `page_number`: `?page=3`, with a count
   * - `limit_offset`: `?limit=20&offset=40`, with a count
   * - `cursor`: `?cursor=…`, at the same cost however deep, and steady while rows come and go
   */
  readonly style: PaginationStyle;
  /** Rows of a page whose request has no `page_size`, or `limit`. @default 20 */
  readonly pageSize?: number;
  /** The most that `page_size`, or `limit`, may ask for. @default 100, or `pageSize` where that is more */
  readonly maxPageSize?: number;
  /**
   * How a collection whose style has a count is counted unless `Prefer: count=…` asks otherwise.
   *
   * @default 'exact'
   */
  readonly count?: CountMode;
  /** The most rows that `?page=` or `?offset=` may leave behind: a later page is a 400. @default 1_000_000 */
  readonly maxOffset?: number;
}

/** The options that `pagination` may have. */
export const PAGINATION_OPTION_NAMES: readonly string[] = [
  'style',
  'pageSize',
  'maxPageSize',
  'count',
  'maxOffset',
] satisfies (keyof PaginationOptions)[];
