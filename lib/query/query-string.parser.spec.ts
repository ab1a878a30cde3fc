import { describe, expect, it } from 'vitest';

import { MalformedRequestError } from '../error/malformed-request.error.js';
import { parseQueryString, shown } from './query-string.parser.js';
import { QUERY_LIMITS } from './query-limits.interface.js';

const parsed = (url: string) => {
  const parameters = parseQueryString(url, QUERY_LIMITS);
  return parameters.names.map((name) => [name, parameters.all(name)]);
};

describe('a query string', () => {
  it.each([
    ['/books', []],
    ['/books?', []],
    ['/books?&&', []],
    ['/books?a=1', [['a', ['1']]]],
    [
      '/books?a=1&b=2&a=3',
      [
        ['a', ['1', '3']],
        ['b', ['2']],
      ],
    ],
    ['/books?a', [['a', ['']]]],
    ['/books?=1', [['', ['1']]]],
    ['/books?a=b=c', [['a', ['b=c']]]],
    ['/books?a=?', [['a', ['?']]]],
    ['/books?a+b=c+d', [['a b', ['c d']]]],
    ['/books?a=%2B%26%3D', [['a', ['+&=']]]],
    ['/books?price[gte]=1', [['price[gte]', ['1']]]],
    ['/books?price%5Bgte%5D=1', [['price[gte]', ['1']]]],
    ['/books?__proto__=1', [['__proto__', ['1']]]],
    ['/books?%F0%9F%98%80=%C3%A9', [['😀', ['é']]]],
  ])('%s is %j', (url, expected) => {
    expect(parsed(url)).toEqual(expected);
  });

  it.each(['%', '%4', '%zz', '%ff', '%ED%A0%80'])('with %s names its parameter', (text) => {
    expect(() => parsed(`/books?price=${text}`)).toThrow('price: it is not percent-encoded UTF-8');
  });

  it('may have as many parameters as the limits say', () => {
    const limits = { ...QUERY_LIMITS, parameters: 2 };

    expect(parseQueryString('/?a=1&&b=2', limits).names).toEqual(['a', 'b']);
    expect(() => parseQueryString('/?a=1&a=2&c=3', limits)).toThrow(
      new MalformedRequestError('c: a query may have at most 2 parameters'),
    );
  });

  it('is not repeated whole in a message', () => {
    expect(shown('a'.repeat(41))).toBe(`${'a'.repeat(40)}…`);
  });
});
