import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import { expectAnswer, expectBook, NOT_FOUND, rowsForLoad } from './expect.js';
import type { Workload } from './workload.interface.js';

export const retrieve: Workload = {
  title: 'retrieve one',
  status: 200,

  script:
    ({ rows, random }) =>
    () => ({ method: 'GET', path: `/books/${randomInteger(random, 1, rows)}` }),

  async check(api, rows) {
    for (const id of [1, 2, 10, 99, Math.floor(rows / 2), rowsForLoad(rows)]) {
      expectBook(await api.get(`/books/${id}`), 200, seedBook(id));
    }
    expectAnswer(await api.get(`/books/${rows * 10}`), NOT_FOUND);
    expectAnswer(await api.get('/books/abc'), NOT_FOUND);
  },
};
