import { LineCounter, parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';

import { ConfigPlaces } from './config-places.js';
import { located } from './problem-places.js';

const YAML = `defaults: { authentication: {} }
publicUrl: x
endpoints:
  - route: /books
    fields:
      title: { type: str, max_length: 3 }
    meta:
      pagination: { page_size: 3 }
  - path: /pens
    class: ./pen.js#PenEndpoint
`;

const counter = new LineCounter();
const places = new ConfigPlaces('a.yaml', parseDocument(YAML, { lineCounter: counter }), counter);
const origins = new Map([
  ['BooksEndpoint', ['endpoints', 0]],
  ['PenEndpoint', ['endpoints', 1]],
]);

describe('a problem of a declaration', () => {
  it.each([
    [
      `BooksEndpoint.title: 'maxLength' is wrong; remove it`,
      `a.yaml:6: endpoints[0].fields.title: 'max_length' is wrong; remove it.`,
    ],
    ['BooksEndpoint: it is wrong.', 'a.yaml:4: endpoints[0]: it is wrong.'],
    [
      `BooksEndpoint: 'pagination.pageSize' is 3.`,
      'a.yaml:8: endpoints[0].meta.pagination.page_size is 3.',
    ],
    [
      `BooksEndpoint: 'filtering.fields' is odd.`,
      `a.yaml:4: endpoints[0]: 'filtering.fields' is odd.`,
    ],
    [
      'PenEndpoint.colour: it is wrong.',
      'a.yaml:9: endpoints[1]: PenEndpoint.colour: it is wrong.',
    ],
    [
      'BooksEndpoint.title (string), PenEndpoint.title (int): they differ.',
      'a.yaml:9: endpoints[0].fields.title, endpoints[1].fields.title: they differ.',
    ],
    ['LightApiModule: BooksEndpoint has no key.', 'a.yaml:4: endpoints[0] has no key.'],
    [`'publicUrl' is no URL.`, 'a.yaml:2: publicUrl is no URL.'],
    [`LightApiModule: 'authentication' is odd.`, 'a.yaml:1: defaults.authentication is odd.'],
    [
      `BooksEndpoint: the column 'bookTitle' is odd, 'pageSize' too.`,
      `a.yaml:4: endpoints[0]: the column 'bookTitle' is odd, 'page_size' too.`,
    ],
    ['something else.', 'a.yaml:1: something else.'],
  ])('%s', (problem, expected) => {
    expect(located(problem, origins, places)).toBe(expected);
  });
});
