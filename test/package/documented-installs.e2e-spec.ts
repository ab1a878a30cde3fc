import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { documents } from '../support/code-blocks.js';
import { LIMIT_MS, packPackage, run } from '../support/packed.js';

const ROOT = join(import.meta.dirname, '..', '..');
const { LIGHTAPI_TEST_PACKAGE, LIGHTAPI_DIST_READY } = process.env;

const COMMAND = /npm install((?: +(?:\\\n *)?[\w@./-]+)+)/g;
const README = 'README.md';
const NAME = 'nestjs-lightapi';
/** Finds a version of each package, and installs none. */
const RESOLVE = ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline'];

interface Lock {
  packages: Record<string, { version: string; dependencies?: Record<string, string> }>;
}

/** Those of the README first, as the others are for an application that has followed it. */
const INSTALLS = await Promise.all(
  documents()
    .filter((document) => !document.startsWith('docs/decisions/'))
    .map(async (document) => {
      const text = await readFile(join(ROOT, document), 'utf8');
      const commands = [...text.matchAll(COMMAND)].map(([, packages = '']) =>
        packages.split(/[\s\\]+/).filter((word) => word !== ''),
      );
      return { document, commands };
    }),
);
const [{ commands: FIRST } = { commands: [] }] = INSTALLS;
const LATER = INSTALLS.filter(
  ({ document, commands }) => document !== README && commands.length > 0,
);

describe.skipIf(LIGHTAPI_TEST_PACKAGE !== '1')(
  'what documents install, of the newest versions (needs a registry: LIGHTAPI_TEST_PACKAGE=1)',
  { timeout: LIMIT_MS },
  () => {
    let packed: string;
    let directory: string;
    beforeAll(async () => {
      packed = await mkdtemp(join(tmpdir(), 'lightapi-packed-'));
      if (LIGHTAPI_DIST_READY !== '1') await run('npm', ['run', 'build'], ROOT);
      packed = join(packed, await packPackage(packed));
    }, LIMIT_MS);
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'lightapi-installs-'));
      await writeFile(join(directory, 'package.json'), '{ "private": true, "type": "module" }');
      return () => rm(directory, { recursive: true });
    });
    afterAll(() => rm(join(packed, '..'), { recursive: true }));

    const install = async (packages: string[]): Promise<void> => {
      const named = packages.map((name) => (name === NAME ? `file:${packed}` : name));
      await run('npm', [...RESOLVE, ...named], directory);
    };
    const locked = async (): Promise<Lock['packages']> => {
      const text = await readFile(join(directory, 'package-lock.json'), 'utf8');
      return (JSON.parse(text) as Lock).packages;
    };

    it('fits in an empty directory', async () => {
      for (const packages of FIRST) await install(packages);

      const { 'node_modules/@nestjs/core': nest } = await locked();
      expect(nest?.version).toMatch(/^12\./);
    });

    it('fits again where nothing but package.json was kept', async () => {
      for (const packages of FIRST) await install(packages);
      const before = await locked();
      await rm(join(directory, 'package-lock.json'));

      await install([]);

      const after = await locked();
      const orm = Object.keys(before).filter((path) => path.includes('/@mikro-orm/'));
      expect(orm.length).toBeGreaterThanOrEqual(3);
      expect(orm.map((path) => after[path]?.version)).toEqual(
        orm.map((path) => before[path]?.version),
      );
    });

    it.each(LATER)('fits behind that of the README: $document', async ({ commands }) => {
      for (const packages of [...FIRST, ...commands]) await install(packages);

      const { '': application } = await locked();
      const added = commands.flat().filter((word) => !word.startsWith('--'));
      expect(added.length).toBeGreaterThan(0);
      expect(Object.keys(application?.dependencies ?? {})).toContain(NAME);
    });
  },
);
