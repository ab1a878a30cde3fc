import assert from 'node:assert/strict';
import { seedBook } from '../resource/seed-book.js';
import { changeScript } from './change-script.js';
import { CONFLICT, expectAnswer, expectBook, NOT_FOUND, rowsForLoad } from './expect.js';
import type { Workload } from './workload.interface.js';

export const change: Workload = {
  title: 'change with version',
  status: 200,
  writes: true,

  script: changeScript,

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
    if (!api.takes('change without version'))
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
