import assert from 'node:assert/strict';
import { LIST_SIZE, type Book } from '../resource/book.js';
import { seedBook } from '../resource/seed-book.js';
import { expectBook } from './expect.js';
import type { Workload } from './workload.interface.js';

export const list: Workload = {
  title: `list of ${LIST_SIZE}`,
  status: 200,

  script: () => () => ({ method: 'GET', path: '/books' }),

  async check(api) {
    const { status, body } = await api.get('/books');
    assert.deepEqual(Object.keys(body as object), ['results']);
    const { results } = body as { results: Book[] };
    assert.equal(results.length, LIST_SIZE);
    results.forEach((book, index) => expectBook({ status, body: book }, 200, seedBook(index + 1)));
  },
};
