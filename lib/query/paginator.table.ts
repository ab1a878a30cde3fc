import type { PaginationStyle } from '../declare/pagination-styles.js';
import type { PaginationModel } from '../model/endpoint-model.interface.js';
import type { CursorCodec } from './cursor.codec.js';
import { CursorPaginator } from './cursor.paginator.js';
import { LimitOffsetPaginator } from './limit-offset.paginator.js';
import type { Paginator } from './page.interface.js';
import { PageNumberPaginator } from './page-number.paginator.js';
import { SinglePagePaginator } from './single-page.paginator.js';

/** What paginators share. */
export interface PaginatorParts {
  readonly cursors: CursorCodec;
  /** The most rows of a collection without pages. */
  readonly maxResults: number;
}

/** A new style does not compile until it is answered here. */
const PAGINATORS: Record<
  PaginationStyle,
  (options: PaginationModel, parts: PaginatorParts) => Paginator
> = {
  page_number: (options) => new PageNumberPaginator(options),
  limit_offset: (options) => new LimitOffsetPaginator(options),
  cursor: (options, { cursors }) => new CursorPaginator(options, cursors),
};

/** The paginator of an endpoint. */
export function createPaginator(
  options: PaginationModel | undefined,
  parts: PaginatorParts,
): Paginator {
  if (options === undefined) return new SinglePagePaginator(parts.maxResults);
  return PAGINATORS[options.style](options, parts);
}
