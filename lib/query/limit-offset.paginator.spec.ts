import { describe, expect, it } from 'vitest';

import type { CollectionQuery } from './collection-query.js';
import { LimitOffsetPaginator } from './limit-offset.paginator.js';
import type { RowCount } from './page.interface.js';
import { QueryParameters } from './query-parameters.js';

const OPTIONS = { style: 'limit_offset', pageSize: 2, maxPageSize: 5, maxOffset: 10 } as const;
const paginator = new LimitOffsetPaginator({ ...OPTIONS, count: 'exact' });
const QUERY = undefined as unknown as CollectionQuery; // No page depends on it.

const planOf = (query: string) => paginator.plan(QueryParameters.of(query), QUERY, undefined);
const exactly = (rows: number): RowCount => ({ rows, mode: 'exact' });

/** The relations of a page, from how many rows were found and counted. */
function linksOf(query: string, found: number, count: RowCount) {
  const rows = Array.from({ length: found }, (_, at) => [at]);
  const { links } = planOf(query).page(rows, count);
  return Object.entries(links).map(([relation, { offset }]) => `${relation} ${offset}`);
}

describe('a page by offset', () => {
  it.each([
    ['', 3, 0, true],
    ['offset=0', 3, 0, true],
    ['offset=3', 3, 3, true],
    ['limit=5&offset=10', 6, 10, false],
    ['limit=2', 3, 0, true],
  ])(
    'of %j fetches %i rows, one more than it shows, behind %i',
    (query, limit, offset, isDefault) => {
      const window = { limit, isDefault, offset, after: undefined, reversed: false };
      expect(planOf(query).window).toEqual(window);
    },
  );

  it.each<[string, number, RowCount, string[]]>([
    ['', 3, exactly(5), ['first 0', 'next 2', 'last 4']],
    ['offset=2', 3, exactly(5), ['first 0', 'prev 0', 'next 4', 'last 4']],
    ['offset=4', 1, exactly(5), ['first 0', 'prev 2', 'last 4']],
    ['offset=1', 3, exactly(5), ['first 0', 'prev 0', 'next 3', 'last 4']],
    ['offset=3&limit=5', 2, exactly(5), ['first 0', 'prev 0', 'last 0']],
    ['offset=10', 0, exactly(5), ['first 0', 'prev 4', 'last 4']],
    ['offset=4', 0, exactly(4), ['first 0', 'prev 2', 'last 2']],
    ['offset=10', 0, exactly(0), ['first 0']],
    ['', 0, exactly(0), ['first 0']],
    ['offset=10', 0, { rows: null, mode: 'none' }, ['first 0', 'prev 8']],
    ['offset=2', 3, { rows: 99, mode: 'estimated' }, ['first 0', 'prev 0', 'next 4']],
    ['', 2, exactly(2), ['first 0', 'last 0']],
    ['offset=8', 3, exactly(99), ['first 0', 'prev 6', 'next 10', 'last 10']],
    ['offset=10', 3, exactly(99), ['first 0', 'prev 8', 'last 10']],
  ])('of %j with %i rows found of %j leads to %j', (query, found, count, links) => {
    expect(linksOf(query, found, count)).toEqual(links);
  });
});
