import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { isWithin, leastOf } from './support/version-range.js';

const ROOT = join(import.meta.dirname, '..');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { optional?: boolean }>>;
}

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const MANIFEST = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
const PAGE = readFileSync(join(ROOT, 'docs', 'reference', 'threat-model.md'), 'utf8');

/** Advisories about what this library stands on, by the versions that have the flaw. */
const ADVISORIES: readonly [name: string, id: string, affected: string][] = [
  ['@mikro-orm/core', 'GHSA-gwhv-j974-6fxm', '<6.6.10 || >=7.0.0-rc.0 <7.0.6'],
  ['@mikro-orm/core', 'GHSA-cfw5-68c4-ffqp', '<6.6.14 || >=7.0.0-rc.0 <7.0.14'],
  ['@mikro-orm/core', 'GHSA-qpfv-44f3-qqx6', '<6.6.10 || >=7.0.0-rc.0 <7.0.6'],
  ['fastify', 'CVE-2025-32442', '>=5.0.0 <5.3.2'],
  ['fastify', 'CVE-2026-25223', '<5.7.2'],
  ['fastify', 'CVE-2026-3419', '>=5.7.2 <5.8.1'],
  ['fastify', 'CVE-2026-33806', '>=5.3.2 <5.8.5'],
  ['fastify', 'CVE-2026-3635', '<5.8.3'],
];

describe('what is shipped', () => {
  it('is the list that the threat model gives', () => {
    const listed = [...PAGE.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name);

    expect(listed).toEqual(Object.keys(MANIFEST.dependencies));
  });

  it('has a checksum for each package that is installed', () => {
    const unchecked = Object.entries(packages).filter(
      ([path, { link, integrity = '' }]) =>
        path !== '' && link !== true && !/^sha(?:512|1)-/.test(integrity),
    );

    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  it.each(ADVISORIES)('has no version of %s with %s', (name, _id, affected) => {
    const versions = Object.entries(packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version);

    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => isWithin(version, affected))).toEqual([]);
  });

  it.each(['fastify', '@mikro-orm/core'])('lets nobody install a %s with a flaw', (name) => {
    const range = MANIFEST.peerDependencies[name]!;
    const least = leastOf(range);
    const flaws = ADVISORIES.filter(([of, , affected]) => {
      return of === name && isWithin(least, affected);
    });

    expect(flaws).toEqual([]);
  });
});

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}
