import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { buildProgram } from '../support/cli-process.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist');

const OF_NODE = 'node:';

/** What every application has loaded with the library. */
const LOADED = [
  '@mikro-orm/core',
  '@mikro-orm/sql',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/mapped-types',
  '@nestjs/platform-fastify',
  'inflection',
  'kysely',
  'leven',
  'lru-cache',
  'reflect-metadata',
  'rxjs',
];

describe('the package as it is published', () => {
  beforeAll(buildProgram, 120_000);

  it.each([
    ['index.js', []],
    ['testing/index.js', ['class-validator']],
  ])('loads with %s what it always needs', (entry, others) => {
    const packages = evaluated(entry).filter((file) => !isOurs(file) && !file.startsWith(OF_NODE));

    expect([...new Set(packages.map(packageOf))].sort()).toEqual([...LOADED, ...others].sort());
  });

  it.each(['index.js', 'testing/index.js'])('looks at the version of Node first: %s', (entry) => {
    const [first = ''] = evaluated(entry).filter(
      (file) => !file.startsWith(OF_NODE) && !isRuntime(file),
    );

    expect(readFileSync(join(DIST, first), 'utf8')).toMatch(/needs Node/);
  });

  it('is a few files, which say where they come from', () => {
    const files = evaluated('index.js').filter((file) => isOurs(file) && !isRuntime(file));

    expect(files.length).toBeLessThan(20);
    for (const file of files)
      expect(readFileSync(join(DIST, file), 'utf8')).toContain('\n//# sourceMappingURL=');
  });
});

/** What a file imports statically, in the order in which it is evaluated: our files by their place in dist/, others by name. */
function evaluated(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(join(DIST, file), 'utf8');
  const imports = [...text.matchAll(/^(?:import|export)\b[^;'"]*["']([^"']+)["'];$/gm)];
  const before = imports.flatMap(([, name = '']) =>
    name.startsWith('.') ? evaluated(join(file, '..', name), seen) : [name],
  );
  return [...before, file];
}

function isOurs(name: string): boolean {
  return name.endsWith('.js') && !name.startsWith('@');
}

/** The compiler's own, which needs no package. */
function isRuntime(file: string): boolean {
  return file.endsWith('rolldown-runtime.js');
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
