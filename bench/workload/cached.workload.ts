import { CACHED_BOOKS } from '../resource/book.js';
import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import { expectBook } from './expect.js';
import type { Workload } from './workload.interface.js';

export const cached: Workload = {
  title: 'cached hit',
  status: 200,

  script:
    ({ random }) =>
    () => ({ method: 'GET', path: `/book-cache/${randomInteger(random, 1, CACHED_BOOKS)}` }),

  async check(api) {
    for (const id of [1, 2, CACHED_BOOKS, 1, 2, CACHED_BOOKS])
      expectBook(await api.get(`/book-cache/${id}`), 200, seedBook(id));
  },
};
