import { describe, expect, it } from 'vitest';

import { CollectionQuery } from './collection-query.js';
import type { RowCount } from './page.interface.js';
import { PageNumberPaginator } from './page-number.paginator.js';
import { QueryParameters } from './query-parameters.js';

const OPTIONS = { style: 'page_number', pageSize: 2, maxPageSize: 5, maxOffset: 10 } as const;
const paginator = new PageNumberPaginator({ ...OPTIONS, count: 'exact' });
const QUERY = undefined as unknown as CollectionQuery; // No page depends on it.

const planOf = (query: string) => paginator.plan(QueryParameters.of(query), QUERY, undefined);

/** The relations of a page, from how many rows were found and counted. */
function linksOf(query: string, found: number, count: RowCount) {
  const rows = Array.from({ length: found }, (_, at) => [at]);
  const { links } = planOf(query).page(rows, count);
  return Object.entries(links).map(([relation, { page }]) => `${relation} ${page}`);
}

describe('a page by number', () => {
  it.each([
    ['', 3, 0, true],
    ['page=2', 3, 2, true],
    ['page=3&page_size=5', 6, 10, false],
    ['page_size=2', 3, 0, true],
  ])(
    'of %j fetches %i rows, one more than it shows, behind %i',
    (query, limit, offset, isDefault) => {
      const window = { limit, isDefault, offset, after: undefined, reversed: false };
      expect(planOf(query).window).toEqual(window);
    },
  );

  it('is refused beyond the greatest offset', () => {
    expect(() => planOf('page=7')).toThrow('page: at most 6');
  });

  it.each<[string, number, RowCount, string[]]>([
    ['', 3, { rows: 5, mode: 'exact' }, ['first 1', 'next 2', 'last 3']],
    ['page=3', 1, { rows: 5, mode: 'exact' }, ['first 1', 'prev 2', 'last 3']],
    ['page=6', 0, { rows: 5, mode: 'exact' }, ['first 1', 'prev 3', 'last 3']],
    ['page=6', 0, { rows: 0, mode: 'exact' }, ['first 1']],
    ['page=6', 0, { rows: null, mode: 'none' }, ['first 1', 'prev 5']],
    ['page=2', 3, { rows: 99, mode: 'estimated' }, ['first 1', 'prev 1', 'next 3']],
    ['', 2, { rows: 2, mode: 'exact' }, ['first 1', 'last 1']],
    ['page=6', 3, { rows: 99, mode: 'exact' }, ['first 1', 'prev 5', 'last 6']],
  ])('of %j with %i rows found of %j leads to %j', (query, found, count, links) => {
    expect(linksOf(query, found, count)).toEqual(links);
  });
});
