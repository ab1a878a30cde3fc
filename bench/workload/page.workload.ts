import { LIST_SIZE, type Book } from '../resource/book.js';
import { seedBook } from '../resource/seed-book.js';
import { expectPage } from './book-page.js';
import type { Workload } from './workload.interface.js';

/** So deep in the table that a page by number has to walk over most of it. */
const DEPTH = 0.9;

export const firstPage: Workload = {
  title: 'page 1 with count',
  status: 200,
  connections: 8,
  script: () => () => ({ method: 'GET', path: '/book-pages?page=1' }),
  check: (api, rows) => expectPage(api, { query: '', page: 1, expected: allBooks(rows) }),
};

/** As many clients as for other workloads: those who want the same count can share it. */
export const crowdedPage: Workload = {
  ...firstPage,
  title: 'page 1 with count, up to 32 clients',
  connections: 32,
};

export const deepPage: Workload = {
  title: 'page at 90 % with count',
  status: 200,
  connections: 8,

  script: ({ rows }) => {
    const path = `/book-pages?page=${deepPageOf(rows)}`;
    return () => ({ method: 'GET', path });
  },

  async check(api, rows) {
    const expected = allBooks(rows);
    await expectPage(api, { query: '', page: deepPageOf(rows), expected });
    await expectPage(api, { query: '', page: Math.ceil(rows / LIST_SIZE), expected });
  },
};

function deepPageOf(rows: number): number {
  return Math.floor((rows * DEPTH) / LIST_SIZE) + 1;
}

function allBooks(rows: number): Book[] {
  return Array.from({ length: rows }, (_, index) => seedBook(index + 1));
}
