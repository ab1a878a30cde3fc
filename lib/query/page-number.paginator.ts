import type { CountMode } from '../declare/pagination-options.interface.js';
import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { PaginationModel } from '../model/endpoint-model.interface.js';
import type { CollectionQuery } from './collection-query.js';
import { COUNT, countedPage, NEIGHBOURS } from './counted-page.js';
import type {
  CollectionPage,
  DriverRow,
  LinkRelation,
  PageDescription,
  PagePlan,
  Paginator,
  RowCount,
} from './page.interface.js';
import { pageSizeOf, pageSizeParameter, positive, windowOf } from './page-size.js';
import type { ParameterChanges, QueryParameters } from './query-parameters.js';

interface PagePlace {
  readonly page: number;
  readonly size: number;
  /** The last page that may be asked for. */
  readonly most: number;
}

/** `?page=3&page_size=20`: the rows behind the first forty, with a count of all. */
export class PageNumberPaginator implements Paginator {
  constructor(private readonly options: PaginationModel) {}

  describe(): PageDescription {
    const { maxOffset } = this.options;
    const page = {
      name: 'page',
      description: `The first one is 1. At most ${maxOffset} resources are left behind: the larger the pages, the fewer there are.`,
      schema: { type: 'integer', minimum: 1, maximum: maxOffset + 1, default: 1 },
    } as const;
    return {
      parameters: [page, pageSizeParameter(this.options)],
      members: {
        count: { ...COUNT, description: 'Of all pages; null where it was not counted.' },
        pages: COUNT,
        ...NEIGHBOURS,
      },
      suffix: 'Page',
      isLinked: true,
    };
  }

  plan(
    parameters: QueryParameters,
    _query: CollectionQuery,
    preferred: CountMode | undefined,
  ): PagePlan {
    const size = pageSizeOf(parameters, this.options);
    const page = positive(parameters, 'page') ?? 1;
    const offset = (page - 1) * size;
    const { maxOffset, count } = this.options;
    const most = Math.floor(maxOffset / size) + 1;
    if (page > most) throw new MalformedRequestError(`page: at most ${most}`);
    return {
      window: windowOf(size, this.options, { offset }),
      count: preferred ?? count,
      page: (rows, counted) => pageOf({ page, size, most }, rows, counted),
    };
  }
}

function pageOf(
  place: PagePlace,
  found: readonly DriverRow[],
  count: RowCount | undefined,
): CollectionPage {
  const rows = count?.rows ?? null;
  const pages = rows === null ? null : Math.ceil(rows / place.size);
  const links = linksOf(place, found.length, count?.mode === 'exact' ? pages : null);
  return countedPage({ found, size: place.size, count, links, members: { pages } });
}

type PageLinks = Partial<Record<LinkRelation, ParameterChanges>>;

/**
 * A page past the end leads back to the last one, not to another that is empty; none leads to a page
 * that may not be asked for.
 *
 * @param pages - how many there are, `null` where that is not known exactly
 */
function linksOf({ page, size, most }: PagePlace, found: number, pages: number | null): PageLinks {
  const previous = found > 0 ? page - 1 : Math.min(page - 1, pages ?? page - 1);
  return {
    first: at(1),
    ...(previous > 0 && { prev: at(previous) }),
    ...(found > size && page < most && { next: at(page + 1) }),
    ...(pages !== null && pages > 0 && { last: at(Math.min(pages, most)) }),
  };
}

function at(page: number): ParameterChanges {
  return { page: String(page) };
}
