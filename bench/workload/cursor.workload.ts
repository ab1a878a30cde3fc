import assert from 'node:assert/strict';
import { LIST_SIZE, MAX_PAGE_SIZE, type BookStream } from '../resource/book.js';
import { randomInteger } from '../resource/random.js';
import { seedBook } from '../resource/seed-book.js';
import type { Api } from './api.js';
import { expectBooks } from './book-page.js';
import type { Workload } from './workload.interface.js';

const STREAM = '/book-stream?ordering=created_at';

/** Where the deep pages begin, as a part of all rows. */
const DEPTH = 0.9;

/** Different deep pages, so that none of them is read again and again. */
const DEEP_PAGES = 50;

export const firstCursor: Workload = {
  title: 'first page by cursor',
  status: 200,
  script: () => () => ({ method: 'GET', path: STREAM }),

  async check(api) {
    const first = await expectStream(api, STREAM, 1);
    assert.equal(first.previous, null);
    const second = await expectStream(api, pageAt(first.next), 1 + LIST_SIZE);
    await expectStream(api, pageAt(second.previous), 1);
  },
};

export const deepCursor: Workload = {
  title: 'page at 90 % by cursor',
  status: 200,
  prepare: deepCursors,

  script:
    ({ random, prepared }) =>
    () => ({
      method: 'GET',
      path: pageAt(prepared[randomInteger(random, 0, prepared.length - 1)]),
    }),

  async check(api, rows) {
    const cursors = await deepCursors(api, rows);
    for (const at of [0, cursors.length - 1]) {
      const id = deepRow(rows) + 1 + at * LIST_SIZE;
      const page = await expectStream(api, pageAt(cursors[at]), id);
      await expectStream(api, pageAt(page.previous), id - LIST_SIZE);
    }
  },
};

/** Rows are created in the order of their ids. */
async function expectStream(api: Api, path: string, id: number): Promise<BookStream> {
  const answer = await api.get(path);
  const stream = answer.body as BookStream;
  const expected = Array.from({ length: LIST_SIZE }, (_, index) => seedBook(id + index));
  expectBooks(answer, stream.results, expected);
  return stream;
}

/** Walks to the depth in large steps, then on in small ones. */
async function deepCursors(api: Api, rows: number): Promise<readonly string[]> {
  let path = STREAM;
  for (let left = deepRow(rows); left > 0; left -= MAX_PAGE_SIZE)
    path = pageAt(await nextOf(api, path, Math.min(left, MAX_PAGE_SIZE)));
  const cursors: string[] = [new URL(path, 'http://-').searchParams.get('cursor') ?? ''];
  while (cursors.length < DEEP_PAGES)
    cursors.push(await nextOf(api, pageAt(cursors.at(-1)), LIST_SIZE));
  return cursors;
}

async function nextOf(api: Api, path: string, size: number): Promise<string> {
  const { body } = await api.get(`${path}&page_size=${size}`);
  const { next } = body as BookStream;
  assert.ok(next, `no next page: ${JSON.stringify(body).slice(0, 200)}`);
  return next;
}

function pageAt(cursor: string | null | undefined): string {
  return `${STREAM}&cursor=${encodeURIComponent(cursor ?? '')}`;
}

function deepRow(rows: number): number {
  return Math.floor((rows * DEPTH) / LIST_SIZE) * LIST_SIZE;
}
