import assert from 'node:assert/strict';
import type { Book } from '../resource/book.js';
import type { Answer } from './api.js';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Members that the database or the clock gives; their form is checked, their value is not. */
export type Generated = 'id' | 'created_at' | 'updated_at';

export const NOT_FOUND: Answer = { status: 404, body: { detail: 'not found' } };
export const CONFLICT: Answer = { status: 409, body: { detail: 'version conflict' } };

/** The last ids are kept from the load, so that the checks may change them. */
const KEPT_FOR_CHECKS = 10;

export function rowsForLoad(rows: number): number {
  return rows - KEPT_FOR_CHECKS;
}

export function expectAnswer(answer: Answer, expected: Answer): void {
  assert.deepEqual(answer, expected);
}

/** @returns the body, once status, members and values are right; their order is not compared */
export function expectBook(
  answer: Answer,
  status: number,
  expected: Omit<Book, Generated> & Partial<Book>,
): Book {
  const book = answer.body as Book;
  assert.equal(answer.status, status, JSON.stringify(book));
  assert.ok(Number.isInteger(book.id), `id: ${book.id}`);
  assert.match(book.created_at, ISO_TIME);
  assert.match(book.updated_at, ISO_TIME);
  const { id, created_at, updated_at } = book;
  assert.deepEqual(book, { id, created_at, updated_at, ...expected });
  return book;
}
