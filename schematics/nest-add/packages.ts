import { createRequire } from 'node:module';

import type { Tree } from '@angular-devkit/schematics';

import { readText, rewrite } from '../source/project-files.js';

/** The databases that `--database` names. */
export type DatabaseKind = 'sqlite' | 'postgresql';

type Versions = Record<string, string>;

interface PackageFile {
  readonly name?: string;
  readonly type?: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

interface OwnPackage extends PackageFile {
  readonly version: string;
  readonly peerDependencies: Versions;
  readonly peerDependenciesMeta: Record<string, { optional?: boolean }>;
}

const FILE = '/package.json';
const MIKRO_ORM = '@mikro-orm/';

/** A package knows itself by its name, wherever it is installed. */
const OWN = createRequire(import.meta.url)('nestjs-lightapi/package.json') as OwnPackage;

/** @throws {@link Error} where the application is CommonJS */
export function readPackage(tree: Tree): PackageFile {
  const file = JSON.parse(readText(tree, FILE)) as PackageFile;
  if (file.type !== 'module')
    throw new Error(
      'nestjs-lightapi and MikroORM 7 are ESM, and this application is CommonJS; nothing was written. New applications of Nest 12 are ESM: "type": "module" in package.json, "module": "nodenext" in tsconfig.json, and imports of files that end with .js.',
    );
  return file;
}

/** Adds what the application has to install beside the package, in the versions it works with. */
export function addPackages(tree: Tree, database: DatabaseKind): boolean {
  return rewrite(tree, FILE, (text) => {
    const file = JSON.parse(text) as PackageFile;
    const needed = { [OWN.name ?? '']: `^${OWN.version}`, ...requiredPeers(database) };
    // The tests that come with endpoints are on SQLite, in memory.
    const tested = database === 'sqlite' ? {} : { '@mikro-orm/sqlite': peer('@mikro-orm/sqlite') };
    const present = { ...file.devDependencies, ...file.dependencies };
    checkVersions(present, { ...needed, ...tested });
    const dependencies = withMissing(file.dependencies, needed, present);
    const devDependencies = withMissing(file.devDependencies, tested, present);
    if (dependencies === file.dependencies && devDependencies === file.devDependencies) return text;
    return `${JSON.stringify({ ...file, dependencies, devDependencies }, null, 2)}\n`;
  });
}

function requiredPeers(database: DatabaseKind): Versions {
  const isNeeded = (name: string) =>
    name === MIKRO_ORM + database || OWN.peerDependenciesMeta[name]?.optional !== true;
  return Object.fromEntries(
    Object.entries(OWN.peerDependencies).filter(([name]) => isNeeded(name)),
  );
}

function peer(name: string): string {
  return OWN.peerDependencies[name] ?? '*';
}

/** MikroORM refuses to start in two versions; which one to give up is not ours to decide. */
function checkVersions(present: Versions, needed: Versions): void {
  const problems = Object.entries(needed)
    .filter(([name]) => name.startsWith(MIKRO_ORM) && present[name] !== undefined)
    .filter(([name, version]) => present[name]?.replace(/^[\^~=]/, '') !== version)
    .map(([name, version]) => `${name} is ${present[name] ?? ''} and has to be ${version}.`);
  if (problems.length > 0)
    throw new Error(`${problems.join('\n')}\nChange package.json; nothing was written.`);
}

function withMissing(
  versions: Versions | undefined,
  wanted: Versions,
  present: Versions,
): Versions | undefined {
  const missing = Object.entries(wanted).filter(([name]) => present[name] === undefined);
  if (missing.length === 0) return versions;
  const all = [...Object.entries(versions ?? {}), ...missing];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
