import { LineCounter, parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';

import { ConfigPlaces } from './config-places.js';
import { inOneSpelling } from './config-spelling.js';

describe('inOneSpelling', () => {
  it('respells options, and leaves names and values alone', () => {
    const { config, problems } = respelled(`
max_results: 3
endpoints:
  - route: /books
    fields:
      page_size: { type: json, default: { page_size: 1 }, max_length: 3 }
    meta:
      primary_key: uuid
      pagination: { page_size: 2 }
      methods: { GET: {} }
`);

    expect(problems).toEqual([]);
    expect(config).toEqual({
      maxResults: 3,
      endpoints: [
        {
          route: '/books',
          fields: { page_size: { type: 'json', default: { page_size: 1 }, maxLength: 3 } },
          meta: { primaryKey: 'uuid', pagination: { pageSize: 2 }, methods: { GET: {} } },
        },
      ],
    });
  });

  it('tells an option that is there in both spellings', () => {
    const { problems } = respelled('max_results: 3\nmaxResults: 4\nendpoints: []\n');

    expect(problems).toEqual([`a.yaml:2: maxResults: it is there as 'max_results' too. Give one.`]);
  });
});

function respelled(yaml: string) {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  return inOneSpelling(document.toJS(), new ConfigPlaces('a.yaml', document, counter));
}
