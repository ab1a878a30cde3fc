import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { CHART } from './support/helm.js';

interface Schema {
  readonly description?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const read = (name: string) => readFileSync(join(CHART, name), 'utf8');
const SCHEMA = JSON.parse(read('values.schema.json')) as Schema;
const VALUES = parse(read('values.yaml')) as Record<string, unknown>;
const CHART_FILE = parse(read('Chart.yaml')) as Record<string, string>;
const PACKAGE = JSON.parse(read('../../package.json')) as Record<string, string>;

/** What values.yaml leaves out: of a chart around this one, and what few have. */
const NOT_IN_VALUES = ['global', 'resources.claims'];

describe('the values of the chart', () => {
  const described = placesOf(SCHEMA);

  it('are all described by the schema', () => {
    const places = [...described.keys()].filter((place) => !NOT_IN_VALUES.includes(place));

    expect(placesIn(VALUES, SCHEMA).sort()).toEqual(places.sort());
    expect([...described].filter(([, text]) => text === undefined)).toEqual([]);
  });

  it('are all in the README, in the same words', () => {
    const rows = read('README.md').matchAll(/^\| `([^`]+)` +\|[^|]*\| (.*?) +\|$/gm);
    const table = new Map([...rows].map(([, place = '', text = '']) => [place, text]));
    const places = [...described].filter(([place]) => !isOfKubernetes(place));

    expect([...table].sort()).toEqual(places.sort());
  });

  it('are refused where the schema has no such name', () => {
    const open = [...schemasOf(SCHEMA)].filter(
      ({ properties, additionalProperties }) =>
        properties !== undefined && additionalProperties !== false,
    );

    expect(open).toEqual([]);
  });
});

describe('the chart', () => {
  it('runs the image of this version', () => {
    expect(CHART_FILE.appVersion).toBe(PACKAGE.version);
    expect(PACKAGE.files).not.toContain('charts');
  });
});

/** Parts of objects that Kubernetes describes, and the README does not. */
function isOfKubernetes(place: string): boolean {
  return place === 'global' || place.startsWith('resources.');
}

/** Every value that the schema names, with its description. */
function placesOf(schema: Schema, path = ''): Map<string, string | undefined> {
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const place = path + name;
    return [[place, member.description] as const, ...placesOf(member, `${place}.`)];
  });
  return new Map(members);
}

/** Every value of the file, down to where the schema says nothing more. */
function placesIn(values: unknown, schema: Schema | undefined, path = ''): string[] {
  if (schema !== undefined && schema.properties === undefined) return [];
  return Object.entries(values as object).flatMap(([name, value]) => [
    path + name,
    ...placesIn(value, schema?.properties?.[name] ?? {}, `${path}${name}.`),
  ]);
}

function* schemasOf(schema: Schema): Generator<Schema> {
  yield schema;
  for (const member of Object.values(schema.properties ?? {})) yield* schemasOf(member);
}
