import { type Book } from '../resource/book.js';
import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import { expectPage } from './book-page.js';
import type { Workload } from './workload.interface.js';

/** Words of titles and of authors; in capitals, since a search knows none. */
const NOUNS = ['RIVER', 'GARDEN', 'MACHINE', 'HARBOUR', 'ORCHARD', 'LIBRARY', 'MIRROR'];
const AUTHORS = ['Lovelace', 'Austen', 'Borges', 'Achebe', 'Morrison'];
const LEAST_PAGES = [100, 300, 500];

const PATHS = LEAST_PAGES.flatMap((pages) =>
  NOUNS.flatMap((noun) =>
    AUTHORS.map((author) => `/book-pages?${queryOf(pages, `${noun} ${author}`)}`),
  ),
);

/** Least pages and words of the questions that are checked. */
const QUESTIONS: readonly [number, string][] = [
  [300, 'RIVER Austen'],
  [500, 'library'],
];

/** A text that nothing holds. */
const WILDCARD: [number, string] = [899, '%'];

export const filter: Workload = {
  title: 'filter, search, order, count',
  status: 200,
  connections: 8,

  script:
    ({ random }) =>
    () => {
      const path = PATHS[randomInteger(random, 0, PATHS.length - 1)] ?? '';
      return { method: 'GET', path };
    },

  async check(api, rows) {
    const books = Array.from({ length: rows }, (_, index) => seedBook(index + 1));
    const wild = api.takes('wildcard in search');
    for (const [pages, search] of wild ? QUESTIONS : [...QUESTIONS, WILDCARD]) {
      const expected = books.filter((book) => finds(book, pages, search)).sort(byPrice);
      const query = queryOf(pages, search);
      await expectPage(api, { query, page: 1, expected });
      if (expected.length > 0) await expectPage(api, { query, page: 2, expected });
    }
  },
};

function queryOf(pages: number, search: string): string {
  const values = { in_print: 'true', 'pages[gte]': String(pages), search, ordering: '-price' };
  return new URLSearchParams(values).toString();
}

function finds({ in_print, pages, title, author }: Book, least: number, search: string): boolean {
  const texts = [title, author].map((text) => text.toLowerCase());
  const words = search.toLowerCase().split(' ');
  return (
    in_print && pages >= least && words.every((word) => texts.some((text) => text.includes(word)))
  );
}

/** Dearest first, those without a price last, then by id. */
function byPrice(one: Book, other: Book): number {
  return priceOf(other) - priceOf(one) || one.id - other.id;
}

function priceOf({ price }: Book): number {
  return price === null ? -1 : Number(price);
}
