import type { Book } from './books.js';
import { element, row } from './elements.js';

const dialog = element('#conflict', HTMLDialogElement);
const rows = element('#conflict tbody', HTMLTableSectionElement);

const MEMBERS = ['title', 'author', 'price'] as const;

export type Choice = 'theirs' | 'mine' | 'later';

/** Shows both books, and resolves when one is chosen; Escape is `later`. */
export function chooseBetween(theirs: Book, mine: Book): Promise<Choice> {
  rows.replaceChildren(
    ...MEMBERS.map((member) => comparison(member, theirs[member], mine[member])),
  );
  dialog.returnValue = 'later';
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = () => {
      resolve(dialog.returnValue as Choice);
    };
    dialog.addEventListener('close', answer, { once: true });
  });
}

function comparison(member: string, theirs: string | null, mine: string | null) {
  const made = row(member, theirs ?? '–', mine ?? '–');
  made.classList.toggle('differs', theirs !== mine);
  return made;
}
