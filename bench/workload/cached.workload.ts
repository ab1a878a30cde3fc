import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import { expectBook } from './expect.js';
import type { Workload } from './workload.interface.js';

/** So few books that nearly every request finds its answer in the cache. */
const BOOKS = 50;

export const cached: Workload = {
  title: 'cached hit',
  status: 200,

  script:
    ({ random }) =>
    () => ({ method: 'GET', path: `/book-cache/${randomInteger(random, 1, BOOKS)}` }),

  async check(api) {
    for (const id of [1, 2, BOOKS, 1, 2, BOOKS])
      expectBook(await api.get(`/book-cache/${id}`), 200, seedBook(id));
  },
};
