import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** What a reader needs to judge the figures, and nothing that tells whose machine it was. */
export interface Machine {
  cpu: string;
  /** CPUs that this process may use */
  cores: number;
  memoryGiB: number;
  /** load average of the last minute, when this was asked */
  load: number;
  platform: string;
  node: string;
  /** `NODE_OPTIONS`, which the servers have as well */
  nodeOptions: string;
  packages: Record<string, string>;
}

const PACKAGES = [
  'nestjs-lightapi',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@mikro-orm/core',
  '@mikro-orm/nestjs',
  'fastify',
  'pg',
  'better-sqlite3',
  'class-validator',
  'class-transformer',
  'kysely',
];

const PEER_PACKAGES = ['remult', '@platformatic/db-core'];

/** Where their packages are found, seen from the compiled `bench/dist/report`. */
const PEERS = new URL('../../peers/package.json', import.meta.url);

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? NaN,
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    nodeOptions: process.env.NODE_OPTIONS ?? '',
    packages: Object.fromEntries([
      ...PACKAGES.map((name) => [name, packageVersion(name, import.meta.url)] as const),
      ...PEER_PACKAGES.map((name) => [name, packageVersion(name, PEERS)] as const),
    ]),
  };
}

function packageVersion(name: string, from: string | URL): string {
  const file = findInstalled(name, from);
  if (file === undefined) return 'not installed';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function findInstalled(name: string, from: string | URL): string | undefined {
  try {
    return findPackageJSON(name, from);
  } catch {
    // It throws where no folder of packages has the name.
    return undefined;
  }
}
