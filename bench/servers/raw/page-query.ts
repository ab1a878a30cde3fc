import type { PageQuery } from '../../resource/book.js';

/** A query as it stands in a URL. */
export type TextQuery = Partial<Record<string, string>>;

/** Reads the query of `/book-pages`: by hand, as every value of it is a text. */
export function readPageQuery(query: TextQuery): PageQuery {
  const { page = '1', in_print, 'pages[gte]': pages, search, ordering } = query;
  return {
    page: Number(page),
    ...(in_print !== undefined && { in_print: in_print === 'true' }),
    ...(pages !== undefined && { 'pages[gte]': Number(pages) }),
    ...(search !== undefined && { search }),
    ...(ordering === '-price' && { ordering }),
  };
}
