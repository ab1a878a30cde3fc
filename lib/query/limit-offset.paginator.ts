import type { CountMode } from '../declare/pagination-options.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { PaginationModel } from '../model/endpoint-model.interface.js';
import type { CollectionQuery } from './collection-query.js';
import { COUNT, countedPage, NEIGHBOURS } from './counted-page.js';
import type {
  CollectionPage,
  DriverRow,
  PageDescription,
  PagePlan,
  Paginator,
  RowCount,
} from './page.interface.js';
import { pageSizeOf, pageSizeParameter, windowOf } from './page-size.js';
import type { ParameterChanges, QueryParameters } from './query-parameters.js';

/** Digits without leading zero: `1e0`, `0x1` and `01` are no number of rows. */
const NATURAL = /^(?:0|[1-9]\d{0,14})$/;

interface Slice {
  readonly offset: number;
  readonly size: number;
  /** The last offset that may be asked for. */
  readonly most: number;
}

/**
 * `?limit=20&offset=40`: twenty rows behind the first forty, with a count of all, as clients of Django
 * REST framework's `LimitOffsetPagination` ask for them.
 */
export class LimitOffsetPaginator implements Paginator {
  constructor(private readonly options: PaginationModel) {}

  describe(): PageDescription {
    const { maxOffset } = this.options;
    const offset = {
      name: 'offset',
      description: 'Resources to leave behind.',
      schema: { type: 'integer', minimum: 0, maximum: maxOffset, default: 0 },
    } as const;
    return {
      parameters: [pageSizeParameter(this.options), offset],
      members: {
        count: { ...COUNT, description: 'Of all resources; null where they were not counted.' },
        ...NEIGHBOURS,
      },
      suffix: 'LimitOffsetPage',
      isLinked: true,
    };
  }

  plan(
    parameters: QueryParameters,
    _query: CollectionQuery,
    preferred: CountMode | undefined,
  ): PagePlan {
    const { maxOffset, count } = this.options;
    const size = pageSizeOf(parameters, this.options);
    const offset = offsetOf(parameters, maxOffset);
    const slice = { offset, size, most: maxOffset };
    return {
      window: windowOf(size, this.options, { offset }),
      count: preferred ?? count,
      page: (found, counted) => pageOf(slice, found, counted),
    };
  }
}

function offsetOf(parameters: QueryParameters, most: number): number {
  const text = parameters.one('offset');
  if (text === undefined) return 0;
  if (!NATURAL.test(text))
    throw new MalformedRequestError('offset: an integer from 0 on was expected');
  if (Number(text) <= most) return Number(text);
  throw new MalformedRequestError(`offset: at most ${most}`);
}

function pageOf(
  slice: Slice,
  found: readonly DriverRow[],
  count: RowCount | undefined,
): CollectionPage {
  const rows = count?.rows ?? null;
  const last = count?.mode === 'exact' && rows !== null ? lastOffset(slice, rows) : undefined;
  const next = nextOffset(slice, found.length);
  const previous = previousOffset(slice, found.length, last);
  const links = {
    first: at(0),
    ...(previous !== undefined && { prev: at(previous) }),
    ...(next !== undefined && { next: at(next) }),
    ...(last !== undefined && last >= 0 && { last: at(last) }),
  };
  return countedPage({ found, size: slice.size, count, links });
}

/** Where the last page begins, counted in pages from the first row; negative where there are no rows. */
function lastOffset({ size, most }: Slice, rows: number): number {
  return Math.floor(Math.min(rows - 1, most) / size) * size;
}

function nextOffset({ offset, size, most }: Slice, found: number): number | undefined {
  return found > size && offset + size <= most ? offset + size : undefined;
}

/**
 * A page past the end leads back to the last one, not to another that is empty; one that begins
 * within the first page leads to that.
 *
 * @param last - where the last page begins, if that is known
 */
function previousOffset(
  { offset, size }: Slice,
  found: number,
  last: number | undefined,
): number | undefined {
  if (offset === 0 || (last !== undefined && last < 0)) return undefined;
  const before = Math.max(0, offset - size);
  return found > 0 ? before : Math.min(before, last ?? before);
}

function at(offset: number): ParameterChanges {
  return { offset: String(offset) };
}
