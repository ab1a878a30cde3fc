import type { Selectable } from 'kysely';
import type { Book } from '../../resource/book.js';
import type { BookTable } from './database.js';

/** How a database stores what it has no type for. */
export interface ColumnValues {
  toBook(row: Selectable<BookTable>): Book;
  boolean(value: boolean): boolean | number;
  time(value: Date): Date | number;
}

/** Token of the one for the database in use. */
export const COLUMN_VALUES = Symbol('COLUMN_VALUES');

export const POSTGRES_VALUES: ColumnValues = {
  toBook: (row) => ({
    ...row,
    price: row.price as string | null,
    in_print: row.in_print as boolean,
    created_at: (row.created_at as Date).toISOString(),
    updated_at: (row.updated_at as Date).toISOString(),
  }),
  boolean: (value) => value,
  time: (value) => value,
};

export const SQLITE_VALUES: ColumnValues = {
  toBook: (row) => ({
    ...row,
    price: row.price === null ? null : Number(row.price).toFixed(2),
    in_print: row.in_print === 1,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  }),
  boolean: Number,
  time: (value) => value.getTime(),
};
