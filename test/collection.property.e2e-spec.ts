import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { ApiClient } from './support/api-client.js';
import { listed } from './support/collections.js';
import { naiveBatch, naiveRows, queryOf, question } from './support/naive-collection.js';
import { startNaive } from './support/naive-endpoints.js';
import { describeOnEachDatabase } from './support/nest-app.js';

const BOUNDS = { seed: 20_261_124, numRuns: 120, interruptAfterTimeLimit: 15_000 };

describeOnEachDatabase('a collection by page number', (server) => {
  it('is what its rows, filtered and sorted one by one, say', async () => {
    const { api, store } = await startNaive(server);

    await fc.assert(
      fc.asyncProperty(naiveBatch, question, async (given, asked) => {
        const { batch, rows } = await store(given);
        const expected = naiveRows(rows, asked.filters, asked.ordering).map(
          ({ id }) => id as number,
        );
        const first = `/numbered?${queryOf(asked, batch)}`;

        const forwards = await walk(api, first, 'next');
        const last = `${first}&page=${Math.max(forwards.length, 1)}`;
        const backwards = (await walk(api, last, 'previous')).reverse();

        expect(forwards).toEqual(pagesOf(expected, asked.size));
        expect(backwards).toEqual(forwards);
      }),
      BOUNDS,
    );
  });
});

/** The ids of each page, following links until there is none. */
async function walk(api: ApiClient, path: string, link: 'next' | 'previous') {
  const pages: { ids: unknown[]; count: number; pages: number }[] = [];
  for (let at: string | null = path; at !== null;) {
    const answer = await api.get(at);
    const { json } = answer;
    pages.push({ ids: listed(answer, 'id'), count: json.count, pages: json.pages });
    at = pathOf(json[link] as string | null);
  }
  return pages;
}

function pathOf(url: string | null): string | null {
  if (url === null) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** How the rows have to be cut; without any, there is one page without any. */
function pagesOf(ids: readonly number[], size: number) {
  const count = ids.length;
  const pages = Math.ceil(count / size);
  return Array.from({ length: Math.max(pages, 1) }, (_, at) => ({
    ids: ids.slice(at * size, (at + 1) * size),
    count,
    pages,
  }));
}
