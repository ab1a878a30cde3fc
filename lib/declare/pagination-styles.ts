/** What a pagination style is to the rest of the house; how it cuts pages is its paginator's. */
export interface PaginationStyleFacts {
  /** The query parameter that says where a page begins. */
  readonly place: string;
  /** The query parameter that says how many rows a page has. */
  readonly size: string;
  /** Whether the rows of all pages are counted, as `Prefer: count=…` asks. */
  readonly isCounted: boolean;
  /** Whether pages go on behind a key, so that tables without one can't have them. */
  readonly needsKey: boolean;
  /**
   * Whether collections of other styles refuse `place`. Those that were there before the style have
   * always ignored it, as any name that they do not know.
   */
  readonly isRefusedElsewhere: boolean;
}

/** The styles of pages, by their words in declarations. */
export const PAGINATION_STYLES = {
  page_number: {
    place: 'page',
    size: 'page_size',
    isCounted: true,
    needsKey: false,
    isRefusedElsewhere: true,
  },
  cursor: {
    place: 'cursor',
    size: 'page_size',
    isCounted: false,
    needsKey: true,
    isRefusedElsewhere: true,
  },
  limit_offset: {
    place: 'offset',
    size: 'limit',
    isCounted: true,
    needsKey: false,
    isRefusedElsewhere: false,
  },
} as const satisfies Record<string, PaginationStyleFacts>;

/**
 * By number or by offset, with a count; or by cursor, at the same cost however deep.
 *
 * @publicApi
 */
export type PaginationStyle = keyof typeof PAGINATION_STYLES;

/** The words alone. */
export const PAGINATION_STYLE_NAMES = Object.keys(PAGINATION_STYLES) as PaginationStyle[];

/** @param style - as it was declared: what is none, or missing, has no facts */
export function paginationFacts(style: unknown): PaginationStyleFacts | undefined {
  const name = PAGINATION_STYLE_NAMES.find((known) => known === style);
  return name && PAGINATION_STYLES[name];
}

/** The parameters that choose a page; none without a style. */
export function pagingParameters(style: unknown): readonly string[] {
  const facts = paginationFacts(style);
  return facts === undefined ? [] : [facts.place, facts.size];
}

/** The parameters of other styles that are refused where pages have one; none without a style. */
export function foreignPlaces(style: unknown): readonly string[] {
  const own = paginationFacts(style)?.place;
  if (own === undefined) return [];
  return PAGINATION_STYLE_NAMES.map((name) => PAGINATION_STYLES[name])
    .filter(({ place, isRefusedElsewhere }) => isRefusedElsewhere && place !== own)
    .map(({ place }) => place);
}
