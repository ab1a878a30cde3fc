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
}

/** The styles of pages, by their words in declarations. */
export const PAGINATION_STYLES = {
  page_number: { place: 'page', size: 'page_size', isCounted: true, needsKey: false },
  limit_offset: { place: 'offset', size: 'limit', isCounted: true, needsKey: false },
  cursor: { place: 'cursor', size: 'page_size', isCounted: false, needsKey: true },
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

/** The parameters that say where a page of another style begins; none without a style. */
export function foreignPlaces(style: unknown): readonly string[] {
  const own = paginationFacts(style)?.place;
  const places = PAGINATION_STYLE_NAMES.map((name) => PAGINATION_STYLES[name].place);
  return own === undefined ? [] : places.filter((place) => place !== own);
}
