import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { ApiClient } from './support/api-client.js';
import { linksOf, listed } from './support/collections.js';
import { naiveBatch, naiveRows, queryOf, question } from './support/naive-collection.js';
import { startNaive } from './support/naive-endpoints.js';
import { describeOnEachDatabase } from './support/nest-app.js';

const BOUNDS = { seed: 20_261_124, numRuns: 120, interruptAfterTimeLimit: 15_000 };

describeOnEachDatabase('a walk by cursor', (server) => {
  it('is what its rows, filtered and sorted one by one, say, in both directions', async () => {
    const { api, store } = await startNaive(server);

    await fc.assert(
      fc.asyncProperty(naiveBatch, question, async (given, asked) => {
        const { batch, rows } = await store(given);
        const expected = naiveRows(rows, asked.filters, asked.ordering).map(
          ({ id }) => id as number,
        );
        const first = `/walked?${queryOf(asked, batch)}`;

        const forwards = await walk(api, first, 'next');
        const fromEnd = await walk(api, forwards.end, 'previous');
        const back = await walk(api, forwards.last, 'previous');

        expect(forwards.pages).toEqual(pagesOf(expected, asked.size));
        expect(fromEnd.pages.reverse()).toEqual(pagesFromEnd(expected, asked.size));
        expect(back.pages.reverse()).toEqual(forwards.pages);
      }),
      BOUNDS,
    );
  });
});

/** The ids of each page, following cursors until there is none; where it ended, and the `last` link. */
async function walk(api: ApiClient, path: string, link: 'next' | 'previous') {
  const pages: unknown[][] = [];
  for (let at = path; ;) {
    const answer = await api.get(at);
    pages.push(listed(answer, 'id'));
    const cursor = answer.json[link] as string | null;
    if (cursor === null) return { pages, last: at, end: linksOf(answer).last!.pathAndQuery };
    at = withCursor(path, cursor);
  }
}

function withCursor(path: string, cursor: string): string {
  const url = new URL(path, 'http://any');
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}

function pagesOf(ids: readonly number[], size: number): number[][] {
  const pages = Math.max(Math.ceil(ids.length / size), 1);
  return Array.from({ length: pages }, (_, at) => ids.slice(at * size, (at + 1) * size));
}

/** Cut from the end: it is the first page that is short. */
function pagesFromEnd(ids: readonly number[], size: number): number[][] {
  return pagesOf(ids.toReversed(), size)
    .map((page) => page.toReversed())
    .toReversed();
}
