import { randomInteger } from '../resource/random.js';
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
      body: `{"pages":${randomInteger(random, 1, 900)},"version":${version}}`,
      accepted: () => (versions[id] = version + 1),
    };
  };
}
