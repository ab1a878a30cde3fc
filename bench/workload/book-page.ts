import assert from 'node:assert/strict';
import { LIST_SIZE, type Book, type BookPage } from '../resource/book.js';
import type { Answer, Api } from './api.js';
import { expectBook } from './expect.js';

/**
 * Asks for a page of `/book-pages`, which has to be that part of the expected books, and to lead to
 * its neighbours.
 *
 * @param query - without `page`
 * @param expected - all books that the query finds, in its order
 */
export async function expectPage(
  api: Api,
  { query, page, expected }: { query: string; page: number; expected: readonly Book[] },
): Promise<void> {
  const answer = await api.get(`/book-pages?${query}${query && '&'}page=${page}`);
  const { count, pages, next, previous, results } = answer.body as BookPage;
  const last = Math.ceil(expected.length / LIST_SIZE);
  assert.deepEqual({ count, pages }, { count: expected.length, pages: last });
  expectBooks(answer, results, expected.slice((page - 1) * LIST_SIZE, page * LIST_SIZE));
  expectLink(next, query, page < last ? page + 1 : undefined);
  expectLink(previous, query, page > 1 ? page - 1 : undefined);
}

export function expectBooks(
  { status }: Answer,
  results: readonly Book[],
  expected: readonly Book[],
): void {
  assert.equal(results.length, expected.length);
  results.forEach((body, index) => {
    const book = expected[index];
    if (book) expectBook({ status, body }, 200, book);
  });
}

/** The order of parameters is the server's. */
function expectLink(link: string | null, query: string, page: number | undefined): void {
  if (page === undefined || link === null) {
    assert.equal(link, page ?? null);
    return;
  }
  const { pathname, searchParams } = new URL(link);
  const expected = new URLSearchParams(query);
  expected.set('page', String(page));
  searchParams.sort();
  expected.sort();
  assert.equal(pathname, '/book-pages');
  assert.equal(searchParams.toString(), expected.toString());
}
