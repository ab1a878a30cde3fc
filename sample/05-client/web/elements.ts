/** The element of the page, of the class that it is used as. */
export function element<T extends Element>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(`No ${type.name} is at ${selector}`);
  return found;
}

/** A row of a table; texts are shown as they are, never read as HTML. */
export function row(...cells: readonly (string | Node)[]): HTMLTableRowElement {
  const made = document.createElement('tr');
  for (const cell of cells) made.insertCell().append(cell);
  return made;
}
