import { LineCounter, parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';

import { ConfigPlaces, placeText } from './config-places.js';

const YAML = `database:
  url: sqlite:app.db
endpoints:
  - route: /books
    fields:
      title:
        type: str
  - route: /pens
    fields: { colour: { type: str } }
`;

const counter = new LineCounter();
const places = new ConfigPlaces('a.yaml', parseDocument(YAML, { lineCounter: counter }), counter);

describe('ConfigPlaces', () => {
  it.each([
    [[], 'a.yaml:1'],
    [['database'], 'a.yaml:1: database'],
    [['database', 'url'], 'a.yaml:2: database.url'],
    [['endpoints', 0], 'a.yaml:4: endpoints[0]'],
    [['endpoints', 0, 'fields', 'title', 'type'], 'a.yaml:7: endpoints[0].fields.title.type'],
    [['endpoints', 1, 'fields', 'colour'], 'a.yaml:9: endpoints[1].fields.colour'],
    [['endpoints', 0, 'meta', 'table'], 'a.yaml:4: endpoints[0].meta.table'],
    [['nowhere'], 'a.yaml:1: nowhere'],
  ])('finds %j', (path, expected) => {
    expect(places.at(path)).toBe(expected);
  });

  it('knows what is there and which words are used', () => {
    expect(places.has(['endpoints', 1, 'fields'])).toBe(true);
    expect(places.has(['endpoints', 2])).toBe(false);
    expect([places.uses('colour'), places.uses('color')]).toEqual([true, false]);
  });

  it('says no line where nobody has seen any', () => {
    const object = new ConfigPlaces('configuration', parseDocument(YAML), undefined);

    expect(object.at(['database', 'url'])).toBe('configuration: database.url');
  });
});

describe('placeText', () => {
  it('writes lists and members as a program would', () => {
    expect(placeText(['endpoints', 2, 'meta', 'methods', 0])).toBe('endpoints[2].meta.methods[0]');
  });
});
