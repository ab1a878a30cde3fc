import type { BookStream } from '../../resource/book.js';
import type { StoredBook } from './book-store.interface.js';

/** A place in the order of `created_at` and id, and whether the page is behind it or before it. */
export interface StreamCursor {
  created_at: Date;
  id: number;
  reversed: boolean;
}

export function readCursor(cursor: string | undefined): StreamCursor | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const [created, id, reversed] = JSON.parse(text) as [number, number, boolean];
  return { created_at: new Date(created), id, reversed };
}

/** @param found - in the direction of the cursor, and one more row than the page, if there is one */
export function streamOf<T extends Pick<StoredBook, 'id' | 'created_at'>>(
  found: T[],
  size: number,
  cursor: StreamCursor | undefined,
): BookStream<T> {
  const reversed = cursor?.reversed ?? false;
  const more = found.length > size;
  const page = found.slice(0, size);
  const results = reversed ? page.reverse() : page;
  const [hasNext, hasPrevious] = reversed ? [true, more] : [more, cursor !== undefined];
  return {
    next: hasNext ? writeCursor(results.at(-1), false) : null,
    previous: hasPrevious ? writeCursor(results[0], true) : null,
    results,
  };
}

function writeCursor(
  row: Pick<StoredBook, 'id' | 'created_at'> | undefined,
  reversed: boolean,
): string | null {
  if (row === undefined) return null;
  const place = [new Date(row.created_at).getTime(), row.id, reversed];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}
