import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

import { freePort } from './sample-process.js';

/** Why no Redis can be started here; `undefined` where it can. */
export const NO_REDIS_SERVER: string | undefined = await whyNone();

/** A Redis of a test's own, which may be paused, killed and started again; ended with the test. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly directory: string,
    private readonly options: readonly string[],
  ) {}

  /** @param options - of `redis-server`, e.g. `['--appendonly', 'yes']` */
  static async start(...options: readonly string[]): Promise<RedisProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'lightapi-redis-'));
    const redis = new RedisProcess(await freePort(), directory, options);
    onTestFinished(async () => {
      await redis.kill();
      await rm(directory, { recursive: true, force: true });
    });
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--dir', this.directory, '--save', ''];
    this.child = spawn('redis-server', [...args, ...this.options], { stdio: 'ignore' });
    await this.command('ping');
  }

  pause(): Promise<void> {
    this.child?.kill('SIGSTOP');
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.child?.kill('SIGCONT');
    return Promise.resolve();
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Sends a command, as soon as it can be. */
  async command(name: string, ...args: readonly string[]): Promise<unknown> {
    const client = new Redis(this.port, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function whyNone(): Promise<string | undefined> {
  try {
    await promisify(execFile)('redis-server', ['--version']);
    return undefined;
  } catch (error) {
    if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw error;
    return 'no redis-server on the PATH';
  }
}
