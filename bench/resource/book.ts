/** The representation of one row: what every server must answer. */
export interface Book {
  title: string;
  author: string;
  /** decimal(10,2) as a string with two digits after the point, such as `"12.50"` */
  price: string | null;
  pages: number;
  in_print: boolean;
  id: number;
  /** ISO 8601 in UTC with milliseconds and `Z` */
  created_at: string;
  updated_at: string;
  version: number;
}

/** What a client sends on create. */
export type NewBook = Pick<Book, 'title' | 'author' | 'price' | 'pages' | 'in_print'>;

/** What a client sends on change: some fields, and the version that it read. */
export type BookChange = Partial<NewBook> & Pick<Book, 'version'>;

/** Rows in the answer to `GET /books`, and of a page where nothing else is asked for. */
export const LIST_SIZE = 20;

/** The largest page that `GET /book-stream` gives. */
export const MAX_PAGE_SIZE = 10_000;

/** The query of `GET /book-pages`, read. */
export interface PageQuery {
  page: number;
  in_print?: boolean;
  'pages[gte]'?: number;
  /** words that have to be in title or author, upper or lower case */
  search?: string;
  /** @default by id */
  ordering?: '-price';
}

/** The query of `GET /book-stream`, read: always by `created_at`, then by id. */
export interface StreamQuery {
  page_size: number;
  cursor?: string;
}

/** The answer of `GET /book-pages`. */
export interface BookPage<T = Book> {
  count: number;
  pages: number;
  /** full URLs, with the other parameters as they were */
  next: string | null;
  previous: string | null;
  results: T[];
}

/** The answer of `GET /book-stream`. */
export interface BookStream<T = Book> {
  /** cursors, which mean something to their server alone */
  next: string | null;
  previous: string | null;
  results: T[];
}

/** Limits that each server checks on create and change. */
export const TITLE_MAX_LENGTH = 200;
export const AUTHOR_MAX_LENGTH = 100;
export const PAGES_MIN = 1;
export const PRICE_PATTERN = /^\d{1,8}(\.\d{1,2})?$/;

/** How long cached answers are good. */
export const CACHE_SECONDS = 600;

/** So few books are cached that nearly every request finds its answer. */
export const CACHED_BOOKS = 50;

/**
 * A table of these books: a write to a table that is cached outdates its answers in `lightapi`, and in no
 * other server, so writes to `books` would be compared with less than they do.
 */
export const CACHED_TABLE = 'cached_books';
