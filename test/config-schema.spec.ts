import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { CONFIG_SCHEMA } from '../lib/config/config.schema.js';

const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'schemas', 'lightapi.schema.json');
const GUIDE = 'docs/guide/configuration-file.md';

const SAMPLES = readdirSync(join(ROOT, 'sample'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('lightapi.yaml') && !name.includes('node_modules'));

describe('the schema for editors', () => {
  it('is the one that files are checked by (npm run schema)', () => {
    const committed: unknown = JSON.parse(readFileSync(FILE, 'utf8'));

    expect(committed).toEqual(JSON.parse(JSON.stringify(CONFIG_SCHEMA)));
  });

  it.each(SAMPLES)('is kept, and named, by sample/%s', (name) => {
    const path = join(ROOT, 'sample', name);
    const text = readFileSync(path, 'utf8');
    const isValid = new Ajv({ strict: false, formats: { regex: true } }).compile(
      JSON.parse(readFileSync(FILE, 'utf8')) as object,
    );

    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)/m.exec(text) ?? [];

    expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
    expect(join(path, '..', schema)).toBe(FILE);
  });
});

describe('the guide on configuration files', () => {
  const [, tables = ''] = /\n## Options\n([^]*?)\n## /.exec(
    readFileSync(join(ROOT, GUIDE), 'utf8'),
  )!;
  const written = new Set(tables.match(/^\| `[^`]+`/gm)?.map((cell) => cell.slice(3, -1)));

  it('has every option of the schema', () => {
    const missing = [...optionsIn(CONFIG_SCHEMA)].filter((option) => !written.has(option));

    expect(missing).toEqual([]);
  });

  it('has no option that the schema lacks', () => {
    const options = optionsIn(CONFIG_SCHEMA);

    expect([...written].filter((option) => !options.has(option))).toEqual([]);
  });
});

/** `endpoints[].meta.table`, …: in the seed's spelling, through every branch of the schema. */
function optionsIn(schema: unknown, place = ''): Set<string> {
  const found = new Set<string>();
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [keyword, part] of Object.entries(schema)) {
    if (keyword === 'properties')
      for (const [name, inner] of Object.entries(part as object)) {
        if (/[a-z][A-Z]/.test(name) || /^[A-Z]+$/.test(name)) continue;
        const option = place === '' ? name : `${place}.${name}`;
        found.add(option);
        add(optionsIn(inner, option));
      }
    else if (keyword === 'items') add(optionsIn(part, `${place}[]`));
    else if (keyword === 'additionalProperties') add(optionsIn(part, `${place}.*`));
    else if (keyword === 'then' || keyword === 'else') add(optionsIn(part, place));
  }
  return found;

  function add(more: ReadonlySet<string>): void {
    for (const option of more) found.add(option);
  }
}
