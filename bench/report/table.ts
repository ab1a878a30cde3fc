/** A column of a text table. */
export interface Column<Row> {
  title: string;
  cell: (row: Row) => string;
  /** @default 'right', for figures */
  align?: 'left' | 'right';
}

/** @returns lines of equal width; the first is the titles */
export function renderTable<Row>(columns: Column<Row>[], rows: Row[]): string[] {
  const cells = columns.map((column) => pad(column, rows));
  return ['title', ...rows].map((_, line) => cells.map((column) => column[line]).join('  '));
}

function pad<Row>({ title, cell, align }: Column<Row>, rows: Row[]): string[] {
  const texts = [title, ...rows.map((row) => cell(row))];
  const width = Math.max(...texts.map((text) => text.length));
  return texts.map((text) => (align === 'left' ? text.padEnd(width) : text.padStart(width)));
}
