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

/** Rows in the answer to `GET /books`. */
export const LIST_SIZE = 20;

/** Limits that each server checks on create and change. */
export const TITLE_MAX_LENGTH = 200;
export const AUTHOR_MAX_LENGTH = 100;
export const PAGES_MIN = 1;
export const PRICE_PATTERN = /^\d{1,8}(\.\d{1,2})?$/;
