import type {
  Book,
  BookChange,
  BookStream,
  NewBook,
  PageQuery,
  StreamQuery,
} from '../../resource/book.js';

/** A row as a driver gives it, with times as `Date` or already as text. */
export type StoredBook = Omit<Book, 'created_at' | 'updated_at'> & {
  created_at: Date | string;
  updated_at: Date | string;
};

/** The statements behind the routes; better-sqlite3 answers at once, pg with a promise. */
export interface BookStore {
  find(id: number): Awaitable<StoredBook | undefined>;
  list(): Awaitable<StoredBook[]>;
  page(query: PageQuery): Awaitable<{ count: number; results: StoredBook[] }>;
  stream(query: StreamQuery): Awaitable<BookStream<StoredBook>>;
  insert(book: NewBook): Awaitable<StoredBook | undefined>;
  /** @returns undefined when no row has this id and this version */
  update(id: number, change: BookChange): Awaitable<StoredBook | undefined>;
  close(): Awaitable<void>;
}

type Awaitable<T> = T | Promise<T>;

/** The columns of a change, in a fixed order so that equal changes share one prepared statement. */
export function changedColumns(change: BookChange): (keyof NewBook)[] {
  return WRITABLE.filter((column) => change[column] !== undefined);
}

const WRITABLE: readonly (keyof NewBook)[] = ['title', 'author', 'price', 'pages', 'in_print'];
