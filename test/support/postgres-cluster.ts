import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { onTestFinished } from 'vitest';

import { freePort } from './sample-process.js';

const run = promisify(execFile);

/** Where Debian, Homebrew and others have what starts a server. */
const BINARIES = binaryDirectory();

/** Why no server can be started here; where all tests are required, it is missed aloud. */
export const NO_CLUSTER =
  BINARIES === undefined ? 'no initdb: apt-get install postgresql' : undefined;
if (NO_CLUSTER !== undefined && process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1')
  throw new Error(NO_CLUSTER);

/** A PostgreSQL of a test's own, to be stopped and paused; gone when the test ends. */
export class PostgresCluster {
  private constructor(
    readonly url: string,
    private readonly directory: string,
    private readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** @param settings - beside those of every test, e.g. `wal_writer_delay=10s` */
  static async start(...settings: string[]): Promise<PostgresCluster> {
    const directory = mkdtempSync(join(tmpdir(), 'lightapi-cluster-'));
    const port = await freePort();
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
    const cluster = new this(url, directory, port, settings);
    onTestFinished(async () => {
      await cluster.signal('CONT');
      await cluster.control('stop', '-m', 'immediate').catch(() => undefined);
      rmSync(directory, { recursive: true, force: true });
    });
    if (isRoot()) execFileSync('chown', ['postgres', directory]);
    await as('initdb', ['-D', join(directory, 'data'), '-U', 'postgres', '-A', 'trust', '-N']);
    await cluster.start();
    return cluster;
  }

  async start(): Promise<void> {
    const all = ['listen_addresses=127.0.0.1', 'fsync=off', ...this.settings];
    const options = all.map((setting) => `-c ${setting}`).join(' ');
    const place = `-p ${this.port} -k ${this.directory}`;
    await this.control('start', '-l', join(this.directory, 'log'), '-o', `${place} ${options}`);
  }

  /** As a crash: no client is told. */
  async crash(): Promise<void> {
    await this.control('stop', '-m', 'immediate');
  }

  /** As an orderly restart: transactions are ended, and clients told. */
  async stop(): Promise<void> {
    await this.control('stop', '-m', 'fast');
  }

  /** Every process of it keeps still, until `CONT`; or is no more. */
  async signal(signal: 'STOP' | 'CONT' | 'KILL'): Promise<void> {
    const { stdout } = await run('ps', ['-eo', 'pid,ppid,args']);
    const all = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const main = all.find(([, , ...args]) => args.includes(join(this.directory, 'data')))?.[0];
    const pids = all.filter(([pid, parent]) => pid === main || parent === main);
    for (const [pid] of pids) signalIfThere(Number(pid), `SIG${signal}`);
    // Another server is refused for as long as one of them is there.
    if (signal === 'KILL') for (const [pid] of pids) await ended(Number(pid));
  }

  private control(...args: string[]): Promise<unknown> {
    return as('pg_ctl', ['-D', join(this.directory, 'data'), '-w', ...args]);
  }
}

/** Processes of a server come and go; whether this one was there. */
function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  for (let look = 0; look < 500 && signalIfThere(pid, 0); look += 1) await sleep(10);
}

/** PostgreSQL refuses to be run by root. */
function as(program: string, args: readonly string[]): Promise<unknown> {
  const file = join(BINARIES ?? '', program);
  return isRoot()
    ? run('runuser', ['-u', 'postgres', '--', file, ...args], { cwd: '/' })
    : run(file, [...args]);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function binaryDirectory(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const candidates = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return candidates.find((directory) => existsSync(join(directory, 'initdb')));
}
