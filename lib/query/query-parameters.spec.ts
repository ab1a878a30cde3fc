import { describe, expect, it } from 'vitest';

import { QueryParameters } from './query-parameters.js';

describe('parameters', () => {
  it.each([
    ['?a=1&b=2', 'a=1&b=2'],
    [{ a: 1, b: [true, 'x y', 9n] }, 'a=1&b=true&b=x+y&b=9'],
    [{}, ''],
  ])('of a program are read: %#', (query, text) => {
    expect(QueryParameters.of(query).toQueryString({})).toBe(text);
  });

  it('of a related URL keep what is not changed, in their order', () => {
    const parameters = QueryParameters.of('b=2&page=1&a=%26&b=1');

    expect(parameters.toQueryString({ page: '2' })).toBe('b=2&a=%26&b=1&page=2');
    expect(parameters.toQueryString({ page: undefined, cursor: 'x' })).toBe(
      'b=2&a=%26&b=1&cursor=x',
    );
  });

  it('that are asked for as one are one', () => {
    const parameters = QueryParameters.of('a=1&b=1&b=1');

    expect([parameters.one('a'), parameters.one('c')]).toEqual(['1', undefined]);
    expect(() => parameters.one('b')).toThrow('b: it was given more than once');
  });
});
