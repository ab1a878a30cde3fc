import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { ownDirectory } from './support/config-file.js';
import { SERVERS, startApi } from './support/servers.js';

const ROOT = join(import.meta.dirname, '..');
const TEXT = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const PACKAGE = packageIn(ROOT);

describe('the Dockerfile', () => {
  const file = DockerfileParser.parse(TEXT);
  const all = file.getInstructions();
  const last = all.slice(all.findLastIndex((one) => one.getKeyword() === 'FROM'));

  it('has nothing that a linter finds fault with', () => {
    expect(validate(TEXT)).toEqual([]);
  });

  it('builds in stages of their own, all on the Node that the tests have', () => {
    const [major = ''] = PACKAGE.devDependencies.node?.split('.') ?? [];
    const stages = file.getFROMs();

    expect(stages.map((stage) => stage.getBuildStage())).toEqual(['build', 'runtime', null]);
    expect(new Set(stages.map((stage) => stage.getImage()))).toEqual(
      new Set([`node:${major}-slim`]),
    );
  });

  it('takes over nothing but what runs', () => {
    expect(argumentsOf(last, 'COPY')).toEqual([
      '/runtime/package.json ./',
      '/runtime/node_modules node_modules',
      '/build/dist dist',
      'schemas schemas',
    ]);
  });

  it('runs the server itself, as a user that Kubernetes can tell from root', () => {
    expect(argumentsOf(last, 'USER')).toEqual(['1000:1000']);
    expect(argumentsOf(last, 'CMD')).toEqual(['["node", "/app/dist/cli/main.js", "serve"]']);
    expect(argumentsOf(last, 'ENTRYPOINT')).toEqual([]);
  });

  it('holds no secret', () => {
    const set = [...argumentsOf(all, 'ENV'), ...argumentsOf(all, 'ARG')];

    expect(set).toEqual([
      'NODE_ENV=production LIGHTAPI_CONFIG=/app/lightapi.yaml LIGHTAPI_DATABASE_WAIT=30',
    ]);
  });

  it('asks a server for its health', async () => {
    const [check = ''] = argumentsOf(last, 'HEALTHCHECK');
    const command = JSON.parse(check.slice(check.indexOf('['))) as string[];
    const api = await startApi(SERVERS[0]!, { endpoints: [] });
    const { port } = new URL(api.url);

    const [healthy] = await exitOf(command, port);
    await api.stop();
    const [gone] = await exitOf(command, port);

    expect({ healthy, gone }).toEqual({ healthy: 0, gone: 1 });
  });

  it('installs what users install beside the package', async () => {
    const directory = await ownDirectory();
    copyFileSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
    await exitOf(['node', join(ROOT, 'scripts', 'runtime-package.js')], '', directory);
    const { dependencies, ...others } = packageIn(directory);

    expect(others).not.toHaveProperty('devDependencies');
    expect(others).not.toHaveProperty('peerDependencies');
    expect(dependencies).toMatchObject(PACKAGE.dependencies);
    for (const name of Object.keys(PACKAGE.peerDependencies))
      expect(dependencies[name], name).toBe(
        // It is for schematics, which change sources: there are none in an image.
        name === 'typescript' ? undefined : PACKAGE.devDependencies[name],
      );
  });
});

describe('compose.yaml', () => {
  const text = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
  const { services } = parse(text) as { services: Record<string, any> };

  it('starts the API where the others are healthy, and knows when each is', () => {
    expect(Object.keys(services)).toEqual(['api', 'database', 'redis']);
    expect(services.api.depends_on).toEqual({
      database: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
    expect(services.database.healthcheck.test).toContain('pg_isready');
    expect(services.redis.healthcheck.test).toContain('redis-cli');
    expect(services.api).toMatchObject({ build: '.' });
    expect(services.api).not.toHaveProperty('healthcheck');
  });

  it('gives the API no rights that it does not need', () => {
    expect(services.api).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('has no secret of tokens, and does not start without one', () => {
    expect(services.api.environment.LIGHTAPI_JWT_SECRET).toMatch(/^\$\{LIGHTAPI_JWT_SECRET:\?/);
  });

  it('mounts files that are there, beside the configuration', () => {
    const mounts: readonly string[] = services.api.volumes;
    const parts = mounts.map((mount) => mount.split(':'));

    for (const [source = '', target, mode] of parts) {
      expect(() => readFileSync(join(ROOT, source)), source).not.toThrow();
      expect(target).toMatch(/^\/app\/[\w.]+$/);
      expect(mode).toBe('ro');
    }
  });

  it('keeps rows, and lets Redis forget only what ends by itself', () => {
    expect(services.database.volumes).toEqual(['database:/var/lib/postgresql/data']);
    expect(services.redis.command).toContain('volatile-lru');
  });
});

function packageIn(directory: string): Package {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Package;
}

function argumentsOf(instructions: readonly Instruction[], keyword: string): string[] {
  const found = instructions.filter((one) => one.getKeyword() === keyword);
  return found.map((one) => one.getArgumentsContent() ?? '');
}

/** Runs a command of the image with this Node. */
async function exitOf(
  [, ...args]: readonly string[],
  port: string,
  cwd = ROOT,
): Promise<unknown[]> {
  const child = spawn(process.execPath, args, { cwd, env: { LIGHTAPI_PORT: port } });
  return once(child, 'exit');
}
