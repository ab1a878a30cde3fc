import createClient from 'openapi-fetch';

import type { components, paths } from './api.js';

export type Book = components['schemas']['Book'];
export type BookPage = components['schemas']['BookPage'];
export type BookCreate = components['schemas']['BookCreate'];
export type BookChange = components['schemas']['BookChange'];
export type Mistake = components['schemas']['ValidationErrorEntry'];

/** What became of a book that was sent. */
export type Outcome =
  | { readonly kind: 'saved'; readonly book: Book }
  | { readonly kind: 'invalid'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'gone' };

/** The change was made from a book that is not the one stored now. */
export interface Conflict {
  readonly kind: 'conflict';
  readonly theirs: Book;
}

const client = createClient<paths, 'application/json'>({
  querySerializer: { array: { style: 'form', explode: false } },
});

export async function listBooks(search: string): Promise<BookPage> {
  const { data, error } = await client.GET('/books', {
    params: { query: { ordering: ['title'], ...(search !== '' && { search }) } },
  });
  if (data === undefined) throw new Error(error.detail);
  return data;
}

export async function createBook(book: BookCreate): Promise<Outcome> {
  const { data, error } = await client.POST('/books', { body: book });
  if (data !== undefined) return { kind: 'saved', book: data };
  return invalid(error.detail);
}

/** @param opened - as it was read: the change is refused where another version is stored now */
export async function changeBook(opened: Book, change: BookChange): Promise<Outcome | Conflict> {
  const { data, error, response } = await client.PATCH('/books/{id}', {
    params: { path: { id: opened.id } },
    body: { ...change, version: opened.version },
  });
  if (data !== undefined) return { kind: 'saved', book: data };
  if (response.status === 409) return conflict(opened.id);
  if (response.status === 404) return { kind: 'gone' };
  return invalid(error.detail);
}

async function conflict(id: number): Promise<Outcome | Conflict> {
  const { data, error, response } = await client.GET('/books/{id}', { params: { path: { id } } });
  if (data !== undefined) return { kind: 'conflict', theirs: data };
  if (response.status === 404) return { kind: 'gone' };
  throw new Error(error.detail);
}

function invalid(detail: string | readonly Mistake[]): Outcome {
  if (typeof detail === 'string') throw new Error(detail);
  return { kind: 'invalid', mistakes: detail };
}
