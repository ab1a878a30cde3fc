import assert from 'node:assert/strict';
import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import { CONFLICT, expectAnswer, expectBook, NOT_FOUND, rowsForLoad } from './expect.js';
import type { Workload } from './workload.interface.js';

export const change: Workload = {
  title: 'change with version',
  status: 200,

  script: ({ index, seats, rows, random, versions }) => {
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
  },

  async check(api, rows) {
    const { id, updated_at: seeded, ...kept } = seedBook(rowsForLoad(rows) + 1);
    const patch = (body: object) => api.send('PATCH', `/books/${id}`, body);
    const stored = () => api.get(`/books/${id}`);

    const changed = { ...kept, pages: 123, version: 2 };
    const after = expectBook(await patch({ pages: 123, version: 1 }), 200, changed);
    assert.ok(after.updated_at > seeded, `updated_at: ${after.updated_at}`);
    expectBook(await stored(), 200, after);

    expectAnswer(await patch({ pages: 124, version: 1 }), CONFLICT);
    assert.equal((await patch({ pages: 0, version: 2 })).status, 422);
    assert.equal((await patch({ pages: 124 })).status, 422);
    expectBook(await stored(), 200, after);

    const several = { title: 'Emma', price: null };
    const cleared = { ...changed, ...several, version: 3 };
    expectBook(await patch({ ...several, version: 2 }), 200, cleared);
    expectBook(await stored(), 200, cleared);

    const missing = await api.send('PATCH', `/books/${rows * 10}`, { pages: 1, version: 1 });
    expectAnswer(missing, NOT_FOUND);
  },
};
