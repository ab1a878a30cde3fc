import { expect, it } from 'vitest';

import { requestPath } from './request-path.js';

it.each([
  ['/books', '/books'],
  ['/books/?a=b', '/books/'],
  ['/b%2Foks?', '/b%2Foks'],
  ['/books#x?y', '/books'],
  ['http://evil.example/books?a=http://b/c', '/books'],
  ['HTTPS://evil.example:8443/', '/'],
  ['/http://x/y', '/http://x/y'],
])('the path of %s is %s', (target, path) => {
  expect(requestPath(target)).toBe(path);
});
