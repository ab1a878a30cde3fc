import type { Book, BookChange, BookCreate, Mistake } from './books.js';
import { element } from './elements.js';

const form = element('#book', HTMLFormElement);
const button = element('#book [type=submit]', HTMLButtonElement);
const heading = element('#book-heading', HTMLHeadingElement);
const inputs = {
  title: element('#book [name=title]', HTMLInputElement),
  author: element('#book [name=author]', HTMLInputElement),
  price: element('#book [name=price]', HTMLInputElement),
};

/** Calls with what is written, and not again before that is done. */
export function onSave(save: (written: BookCreate) => Promise<void>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    void save(written()).finally(() => {
      button.disabled = false;
    });
  });
}

/** Fills the form with a book, or empties it for a new one. */
export function showBook(book?: Book): void {
  heading.textContent = book?.title ?? 'New book';
  for (const [name, input] of Object.entries(inputs))
    input.value = book?.[name as keyof typeof inputs] ?? '';
  showMistakes([]);
}

/** Says beside each member what is wrong with it. */
export function showMistakes(mistakes: readonly Mistake[]): void {
  for (const [name, input] of Object.entries(inputs)) {
    const mistake = mistakes.find(({ loc }) => loc[0] === name);
    input.toggleAttribute('aria-invalid', mistake !== undefined);
    input.nextElementSibling?.replaceChildren(mistake?.msg ?? '');
  }
}

/** What was written over a book: the rest is left to whoever else changes it. */
export function changeOf(book: Book, { title, author, price }: BookCreate): BookChange {
  return {
    ...(title !== book.title && { title }),
    ...(author !== book.author && { author }),
    ...(price !== undefined && price !== book.price && { price }),
  };
}

function written(): BookCreate {
  const { title, author, price } = inputs;
  return { title: title.value, author: author.value, price: price.value || null };
}
