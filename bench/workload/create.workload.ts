import assert from 'node:assert/strict';
import { randomInteger } from '../resource/random.js';
import { newBook } from '../resource/seed-book.js';
import { expectBook } from './expect.js';
import type { Workload } from './workload.interface.js';

/** Enough for variety; made before timing, since making one costs more than sending it. */
const BODIES = Array.from({ length: 500 }, (_, number) => JSON.stringify(newBook(number)));

export const create: Workload = {
  title: 'create',
  status: 201,
  writes: true,

  script:
    ({ random }) =>
    () => {
      const body = BODIES[randomInteger(random, 0, BODIES.length - 1)] ?? '';
      return { method: 'POST', path: '/books', body };
    },

  async check(api, rows) {
    const fields = newBook(1);
    const created = expectBook(await api.send('POST', '/books', fields), 201, {
      ...fields,
      version: 1,
    });
    assert.ok(created.id > rows, `id of the created row: ${created.id}`);
    expectBook(await api.get(`/books/${created.id}`), 200, created);

    const short = expectBook(await api.send('POST', '/books', { ...fields, price: '7.5' }), 201, {
      ...fields,
      price: '7.50',
      version: 1,
    });
    expectBook(await api.get(`/books/${short.id}`), 200, short);

    const wrongs = [{ title: '' }, { pages: 0 }, { price: 'dear' }];
    for (const wrong of api.takes('number as text') ? wrongs : [...wrongs, { pages: '12' }]) {
      const { status } = await api.send('POST', '/books', { ...fields, ...wrong });
      assert.equal(status, 422, `status for ${JSON.stringify(wrong)}`);
    }
  },
};
