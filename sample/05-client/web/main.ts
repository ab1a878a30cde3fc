import { changeOf, onSave, showBook, showMistakes } from './book-form.js';
import { showBooks } from './book-table.js';
import {
  type Book,
  type BookCreate,
  changeBook,
  createBook,
  listBooks,
  type Outcome,
} from './books.js';
import { chooseBetween } from './conflict.js';
import { element } from './elements.js';

const search = element('#search', HTMLInputElement);
const status = element('#status', HTMLParagraphElement);

/** The book in the form, as it was read; none while a new one is written. */
let opened: Book | undefined;

function open(book?: Book): void {
  opened = book;
  showBook(book);
  status.textContent = '';
}

async function list(): Promise<void> {
  const asked = search.value;
  const page = await listBooks(asked.trim());
  // Answers may overtake each other while somebody types.
  if (asked === search.value) showBooks(page, open);
}

async function save(written: BookCreate): Promise<void> {
  showMistakes([]);
  status.textContent = '';
  if (opened === undefined) return show(await createBook(written));
  const change = changeOf(opened, written);
  const outcome = await changeBook(opened, change);
  if (outcome.kind !== 'conflict') return show(outcome);
  return resolve(outcome.theirs, { ...outcome.theirs, ...change });
}

async function show(outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'saved':
      open(outcome.book);
      status.textContent = 'Saved';
      return list();
    case 'invalid':
      showMistakes(outcome.mistakes);
      return;
    case 'gone':
      status.textContent = 'Somebody has deleted this book.';
      return list();
  }
}

async function resolve(theirs: Book, mine: Book): Promise<void> {
  const choice = await chooseBetween(theirs, mine);
  if (choice === 'theirs') open(theirs);
  if (choice !== 'mine') return list();
  // Sent as a change of their version: whoever saves in between is not overwritten unseen either.
  opened = theirs;
  showBook(mine);
  return save(mine);
}

/** Says what did not work instead of leaving it to the console. */
function showing(work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    status.textContent = error instanceof Error ? error.message : String(error);
  });
}

onSave((written) => showing(save(written)));
element('#new', HTMLButtonElement).addEventListener('click', () => {
  open();
});
search.addEventListener('input', () => {
  void showing(list());
});
void showing(list());
