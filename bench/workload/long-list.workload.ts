import type { BookStream } from '../resource/book.js';
import { seedBook } from '../resource/seed-book.js';
import { expectBooks } from './book-page.js';
import type { Workload } from './workload.interface.js';

/** Rows in one answer. */
const ROWS = 1_000;

const PATH = `/book-stream?ordering=created_at&page_size=${ROWS}`;

export const longList: Workload = {
  title: `list of ${ROWS}`,
  status: 200,
  connections: 8,
  script: () => () => ({ method: 'GET', path: PATH }),

  async check(api, rows) {
    const answer = await api.get(PATH);
    const expected = Array.from({ length: Math.min(ROWS, rows) }, (_, index) =>
      seedBook(index + 1),
    );
    expectBooks(answer, (answer.body as BookStream).results, expected);
  },
};
