import type { Book, NewBook } from './book.js';
import { randomInteger, seededRandom } from './random.js';

const OPENINGS = ['The', 'A', 'Beyond the', 'Letters from a', 'Return to the', 'Été:'];
const ADJECTIVES = ['quiet', 'golden', 'broken', 'distant', 'secret', 'winter', 'unlikely'];
const NOUNS = ['river', 'garden', 'machine', 'harbour', 'orchard', 'library', 'mirror', '図書館'];
const FIRST_NAMES = ['Ada', 'Jane', 'Jorge', 'Chinua', 'Selma', 'Zoë', 'Haruki', 'Toni'];
const LAST_NAMES = ['Lovelace', 'Austen', 'Borges', 'Achebe', 'Lagerlöf', "O'Brien", 'Morrison'];

/** What books have at the most when they are seeded. */
export const MOST_PAGES = 900;

const FIRST_CREATED = Date.UTC(2015, 0, 1);
/** An odd number of milliseconds, so that the rows have every millisecond of a second, 000 too. */
const BETWEEN_CREATED = 2_345_679;

/** The row that is stored under `id` before anything is changed: a pure function of the id. */
export function seedBook(id: number): Book {
  const created = FIRST_CREATED + (id - 1) * BETWEEN_CREATED;
  return {
    ...newBook(id),
    id,
    created_at: new Date(created).toISOString(),
    updated_at: new Date(created + 1).toISOString(),
    version: 1,
  };
}

/** The same book for the same number, in every process. */
export function newBook(number: number): NewBook {
  const random = seededRandom(number);
  const pick = (words: readonly string[]) =>
    words[randomInteger(random, 0, words.length - 1)] ?? '';
  return {
    title: `${pick(OPENINGS)} ${pick(ADJECTIVES)} ${pick(NOUNS)}, volume ${number}`,
    author: `${pick(FIRST_NAMES)} ${pick(LAST_NAMES)}`,
    price: number % 10 === 0 ? null : (randomInteger(random, 0, 9_999) / 100).toFixed(2),
    pages: randomInteger(random, 1, MOST_PAGES),
    in_print: random() < 0.75,
  };
}
