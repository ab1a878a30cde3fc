import { PAGINATION_STYLES } from '../declare/pagination-styles.js';
import type { QueryParameter } from '../declare/value-schema.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { PaginationModel } from '../model/endpoint-model.interface.js';
import type { RowWindow } from './page.interface.js';
import type { QueryParameters } from './query-parameters.js';

/** Digits without leading zero: `1e0`, `0x1`, `01` and `0` are no page. */
const POSITIVE = /^[1-9]\d{0,14}$/;

/** A positive integer of a query, `undefined` where it was not sent. */
export function positive(parameters: QueryParameters, name: string): number | undefined {
  const text = parameters.one(name);
  if (text === undefined) return undefined;
  if (POSITIVE.test(text)) return Number(text);
  throw new MalformedRequestError(`${name}: a positive integer was expected`);
}

/** The rows of a page, within the endpoint's bounds. */
export function pageSizeOf(
  parameters: QueryParameters,
  { style, pageSize, maxPageSize }: PaginationModel,
): number {
  const name = PAGINATION_STYLES[style].size;
  const size = positive(parameters, name) ?? pageSize;
  if (size <= maxPageSize) return size;
  throw new MalformedRequestError(`${name}: at most ${maxPageSize}`);
}

/** The rows of a page, and one more: it says whether another page is behind. */
export function windowOf(
  size: number,
  { pageSize }: Pick<PaginationModel, 'pageSize'>,
  { offset = 0, after, reversed = false }: Partial<Omit<RowWindow, 'limit' | 'isDefault'>> = {},
): RowWindow {
  return { limit: size + 1, isDefault: size === pageSize, offset, after, reversed };
}

/** What the document of the API says of it. */
export function pageSizeParameter(options: PaginationModel): QueryParameter {
  const { style, pageSize, maxPageSize } = options;
  return {
    name: PAGINATION_STYLES[style].size,
    description: 'Resources of a page.',
    schema: { type: 'integer', minimum: 1, maximum: maxPageSize, default: pageSize },
  };
}
