import { randomInteger } from '../resource/random.js';
import { MOST_PAGES, seedBook } from '../resource/seed-book.js';
import type { Request, Seat } from './workload.interface.js';

/** @returns the function that gives one connection's next change, with the version that is stored */
export function changeScript({ index, seats, rows, random, versions }: Seat): () => Request {
  const lastTurn = Math.floor((rows - 1 - index) / seats);
  return () => {
    // Each seat owns every n-th id: no two requests in flight change the same row.
    const id = 1 + index + seats * randomInteger(random, 0, lastTurn);
    const version = versions[id] ?? 1;
    return {
      method: 'PATCH',
      path: `/books/${id}`,
      body: `{"pages":${otherPages(id, version)},"version":${version}}`,
      accepted: () => (versions[id] = version + 1),
    };
  };
}

/** Never those that are stored: where nothing changes, MikroORM's entities keep their version. */
function otherPages(id: number, version: number): number {
  return 1 + ((seedBook(id).pages + version - 1) % MOST_PAGES);
}
