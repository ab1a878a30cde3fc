import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { PaginationModel } from '../model/endpoint-model.interface.js';
import type { CollectionQuery } from './collection-query.js';
import type { Cursor, CursorCodec } from './cursor.codec.js';
import type {
  CollectionPage,
  DriverRow,
  ExactPlaces,
  PageDescription,
  PagePlan,
  Paginator,
} from './page.interface.js';
import { pageSizeOf, pageSizeParameter, windowOf } from './page-size.js';
import { placeOf, type PlaceValue } from './place.js';
import type { QueryParameters } from './query-parameters.js';

/**
 * `?cursor=…`: the rows behind or before a place in the ordering (keyset pagination), so that a
 * page costs the same at any depth, and rows that come and go shift nothing.
 */
export class CursorPaginator implements Paginator {
  constructor(
    private readonly options: PaginationModel,
    private readonly codec: CursorCodec,
  ) {}

  describe(): PageDescription {
    const cursor = {
      name: 'cursor',
      description: 'What `next` or `previous` of a page said. It holds for the same query only.',
      schema: { type: 'string' },
    } as const;
    const member = { type: ['string', 'null'], description: 'A cursor.' } as const;
    return {
      parameters: [cursor, pageSizeParameter(this.options)],
      members: { next: member, previous: member },
      suffix: 'CursorPage',
      isLinked: true,
    };
  }

  plan(parameters: QueryParameters, query: CollectionQuery): PagePlan {
    const size = pageSizeOf(parameters, this.options);
    const cursor = this.cursor(parameters, query);
    const { position, reversed } = cursor ?? { position: undefined, reversed: false };
    return {
      window: windowOf(size, this.options, { after: position, reversed }),
      count: undefined,
      edges: (rows) => {
        const { last, first } = edgesOf({ size, cursor }, rows);
        return [last, first].filter((row) => row !== undefined);
      },
      page: (rows, _count, places = AS_GIVEN) => this.page({ query, size, cursor, places }, rows),
    };
  }

  private cursor(parameters: QueryParameters, query: CollectionQuery): Cursor | undefined {
    const text = parameters.one('cursor');
    if (text === undefined) return undefined;
    const cursor = this.codec.open(text, query.fingerprint);
    const places = cursor?.position?.values.length ?? query.ordering.length;
    if (cursor && places === query.ordering.length) return cursor;
    throw new MalformedRequestError(
      'cursor: it is none of this collection with these filters and this ordering',
    );
  }

  private seal(cursor: Cursor, query: CollectionQuery): string {
    const text = this.codec.seal(cursor, query.fingerprint);
    if (text !== undefined) return text;
    throw new MalformedRequestError(
      'ordering: a row has values too long to go on from; order by shorter ones',
    );
  }

  private page(request: PageRequest, found: readonly DriverRow[]): CollectionPage {
    const { query, size } = request;
    const { next, previous } = neighbours(request, found);
    const sealed = (cursor: Cursor | undefined) => cursor && this.seal(cursor, query);
    const [nextText, previousText] = [sealed(next), sealed(previous)];
    const rows = found.slice(0, size);
    return {
      rows: request.cursor?.reversed ? rows.reverse() : rows,
      truncated: false,
      count: undefined,
      links: {
        first: { cursor: undefined },
        ...(previousText !== undefined && { prev: { cursor: previousText } }),
        ...(nextText !== undefined && { next: { cursor: nextText } }),
        last: { cursor: sealed({ position: undefined, reversed: true }) },
      },
      envelope: () => ({ next: nextText ?? null, previous: previousText ?? null }),
    };
  }
}

/** A page that is asked for. */
interface PageRequest {
  readonly query: CollectionQuery;
  readonly size: number;
  readonly cursor: Cursor | undefined;
  readonly places: ExactPlaces;
}

const AS_GIVEN: ExactPlaces = new Map();

/** The rows that other pages begin beside. */
interface Edges {
  /** Behind it is more. */
  readonly last: DriverRow | undefined;
  /** Before it is where the request came from. */
  readonly first: DriverRow | undefined;
}

function edgesOf(
  { size, cursor }: Pick<PageRequest, 'size' | 'cursor'>,
  found: readonly DriverRow[],
): Edges {
  const last = found.length > size ? found[size - 1] : undefined;
  const first = cursor?.position === undefined ? undefined : found[0];
  return { last, first };
}

/** The cursors to the pages on both sides. What is in front is in front of a reversed page's end. */
function neighbours(
  request: PageRequest,
  found: readonly DriverRow[],
): { readonly next: Cursor | undefined; readonly previous: Cursor | undefined } {
  const reversed = request.cursor?.reversed ?? false;
  const { first, last } = edgesOf(request, found);
  const onward = last && beside(positionOf(request, last), false, reversed);
  const back = backward(request, first);
  return reversed ? { next: back, previous: onward } : { next: onward, previous: back };
}

/** Back to where the request came from: even if that row, or all behind it, are gone meanwhile. */
function backward(request: PageRequest, first: DriverRow | undefined): Cursor | undefined {
  const { cursor } = request;
  if (cursor?.position === undefined) return undefined;
  return first === undefined
    ? beside(cursor.position.values, true, !cursor.reversed)
    : beside(positionOf(request, first), false, !cursor.reversed);
}

function beside(values: readonly PlaceValue[], inclusive: boolean, reversed: boolean): Cursor {
  return { position: { values, inclusive }, reversed };
}

function positionOf({ query, places }: PageRequest, row: DriverRow): readonly PlaceValue[] {
  return places.get(row) ?? placeOf(query, row);
}
