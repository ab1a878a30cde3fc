import { LRUCache } from 'lru-cache';

import type { CollectionQuery } from '../query/collection-query.js';
import type { RowWindow } from '../query/page.interface.js';
import type { CollectionStore, CountedRows, Counting, ReadRows } from './collection.store.js';

/** Up to here a window is near enough to the beginning. */
const DEEP = 1000;

/**
 * The part of all rows that a window leaves behind, from which on the way from the end is shorter
 * even for one who is alone: count and rows would else be read side by side.
 */
const FAR = 3 / 4;

/** Counts that are remembered for one endpoint. */
const MAX_COUNTS = 128;

/**
 * Windows of rows together with their exact count. What is known of an earlier count says from which
 * end a window is read, and nothing else: no answer is made of it.
 */
export class CountedPages {
  private readonly counts = new LRUCache<string, number>({ max: MAX_COUNTS });

  constructor(private readonly store: CollectionStore) {}

  /** What reads a window: as often as somebody asks for it. */
  reading(query: CollectionQuery, window: RowWindow): () => Promise<CountedRows> {
    const counting = this.store.counting(query);
    const near = { query, window, counting, rows: this.store.selection(query, window) };
    return async () => {
      const known = this.counts.get(counting.key);
      const page = this.isFar(query, window, known)
        ? await farPage(this.store, near, known)
        : await nearPage(this.store, near, known);
      this.remember(counting.key, page.count);
      return page;
    };
  }

  private isFar(
    query: CollectionQuery,
    { offset }: RowWindow,
    known: number | undefined,
  ): known is number {
    return known !== undefined && offset > Math.max(DEEP, known * FAR) && this.store.isTotal(query);
  }

  /** Those of small collections are of no use. */
  private remember(key: string, count: number): void {
    if (count > DEEP) this.counts.set(key, count);
    else this.counts.delete(key);
  }
}

/** A window that is asked for. */
interface AskedWindow {
  readonly query: CollectionQuery;
  readonly window: RowWindow;
  readonly counting: Counting;
  readonly rows: ReadRows;
}

async function farPage(
  store: CollectionStore,
  asked: AskedWindow,
  known: number,
): Promise<CountedRows> {
  const { query, window, counting } = asked;
  const page = window.offset < known ? await store.selectFromEnd(query, window) : undefined;
  if (page !== undefined) return page;
  // Behind the last row there is nothing to read, unless the last row has moved.
  const count = await counting.count();
  return count <= window.offset ? { rows: [], count } : nearPage(store, asked, known);
}

/**
 * For a search the table is looked through, once instead of twice; where it was seen to find many rows,
 * keeping all of them for the count would cost more than that.
 */
async function nearPage(
  store: CollectionStore,
  { query, window, rows, counting }: AskedWindow,
  known: number | undefined,
): Promise<CountedRows> {
  const isSought = known === undefined && query.searches.length > 0 && store.isTotal(query);
  const page = isSought ? await store.selectCounted(query, window) : undefined;
  if (page !== undefined) return page;
  const [found, count] = await Promise.all([rows(), counting.count()]);
  return { rows: found, count };
}
