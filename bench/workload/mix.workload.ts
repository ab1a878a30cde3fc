import { seedBook } from '../resource/seed-book.js';
import { changeScript } from './change-script.js';
import { expectBook, rowsForLoad } from './expect.js';
import { retrieve } from './retrieve.workload.js';
import type { Workload } from './workload.interface.js';

/** The part of the requests that change a row; the others read one. */
const CHANGES = 0.1;

export const mix: Workload = {
  title: '90 % retrieve, 10 % change',
  status: 200,
  writes: true,

  script: (seat) => {
    const read = retrieve.script(seat);
    const change = changeScript(seat);
    return () => (seat.random() < CHANGES ? change() : read());
  },

  async check(api, rows) {
    const { id, updated_at, ...kept } = seedBook(rowsForLoad(rows) + 2);
    const path = `/books/${id}`;
    expectBook(await api.get(path), 200, { ...kept, id, updated_at });
    for (const version of [1, 2, 3]) {
      const changed = { ...kept, id, pages: 100 + version, version: version + 1 };
      const body = { pages: changed.pages, version };
      const answer = expectBook(await api.send('PATCH', path, body), 200, changed);
      expectBook(await api.get(path), 200, answer);
    }
  },
};
