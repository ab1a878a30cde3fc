import type { CollectionQuery } from '../query/collection-query.js';
import type { RowWindow } from '../query/page.interface.js';
import type { CollectionStore, CountedRows, Counting } from './collection.store.js';

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
  private readonly counts = new Map<string, number>();

  constructor(private readonly store: CollectionStore) {}

  async read(query: CollectionQuery, window: RowWindow): Promise<CountedRows> {
    const counting = this.store.counting(query);
    const known = this.counts.get(counting.key);
    const page = this.isFar(query, window, known)
      ? await this.farPage(query, window, { counting, known })
      : await this.nearPage(query, window, counting);
    this.remember(counting.key, page.count);
    return page;
  }

  private isFar(
    query: CollectionQuery,
    { offset }: RowWindow,
    known: number | undefined,
  ): known is number {
    return known !== undefined && offset > Math.max(DEEP, known * FAR) && this.store.isTotal(query);
  }

  private async farPage(
    query: CollectionQuery,
    window: RowWindow,
    { counting, known }: { readonly counting: Counting; readonly known: number },
  ): Promise<CountedRows> {
    const { offset } = window;
    const page = offset < known ? await this.store.selectFromEnd(query, window) : undefined;
    if (page !== undefined) return page;
    // Behind the last row there is nothing to read, unless the last row has moved.
    const count = await counting.count();
    return count <= offset ? { rows: [], count } : this.nearPage(query, window, counting);
  }

  private async nearPage(
    query: CollectionQuery,
    window: RowWindow,
    counting: Counting,
  ): Promise<CountedRows> {
    const [rows, count] = await Promise.all([this.store.select(query, window), counting.count()]);
    return { rows, count };
  }

  /** Those of small collections are of no use; the one asked for longest ago is forgotten. */
  private remember(key: string, count: number): void {
    this.counts.delete(key);
    if (count <= DEEP) return;
    this.counts.set(key, count);
    const [oldest] = this.counts.keys();
    if (this.counts.size > MAX_COUNTS && oldest !== undefined) this.counts.delete(oldest);
  }
}
