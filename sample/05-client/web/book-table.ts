import type { Book, BookPage } from './books.js';
import { element, row } from './elements.js';

const rows = element('#books', HTMLTableSectionElement);
const count = element('#count', HTMLParagraphElement);

/** @param onOpen - called with the book whose title is clicked */
export function showBooks({ results, count: all }: BookPage, onOpen: (book: Book) => void): void {
  rows.replaceChildren(
    ...results.map((book) =>
      rowOf(book, () => {
        onOpen(book);
      }),
    ),
  );
  const total = all ?? results.length;
  const books = total === 1 ? '1 book' : `${total} books`;
  count.textContent = results.length < total ? `The first ${results.length} of ${books}` : books;
}

function rowOf(book: Book, onClick: () => void): HTMLTableRowElement {
  const title = document.createElement('button');
  title.textContent = book.title;
  title.addEventListener('click', onClick);
  const made = row(title, book.author, book.price ?? '–', String(book.version));
  for (const cell of [...made.cells].slice(2)) cell.className = 'number';
  return made;
}
