import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** What a reader needs to judge the figures, and nothing that tells whose machine it was. */
export interface Machine {
  cpu: string;
  /** CPUs that this process may use */
  cores: number;
  memoryGiB: number;
  platform: string;
  node: string;
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
];

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(name)])),
  };
}

function packageVersion(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
