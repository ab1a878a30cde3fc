import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { freePort } from '../../support/sample-process.js';

/** A busy machine may take its time. */
const START_MS = 60_000;

/** A server that is attacked: a process of its own, whose number and memory are watched. */
export class TargetProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly output: string[],
  ) {}

  /** Resolves when it answers; ends with the test. */
  static async start(
    args: readonly string[],
    variables: Readonly<Record<string, string>>,
  ): Promise<TargetProcess> {
    const port = String(await freePort());
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LIGHTAPI_HOST: '127.0.0.1',
        LIGHTAPI_PORT: port,
        ...variables,
      },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const target = new this(`http://127.0.0.1:${port}`, child, output);
    await target.answering();
    return target;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has written, log and all. */
  get log(): string {
    return this.output.join('');
  }

  /** Resident memory in MB. */
  get memory(): number {
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(this.pid)]).toString();
    return Number(kilobytes) / 1024;
  }

  /** Open files and connections; `undefined` where the system does not show them. */
  get descriptors(): number | undefined {
    return process.platform === 'linux' ? readdirSync(`/proc/${this.pid}/fd`).length : undefined;
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private async answering(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (!(await fetch(this.url).then(Boolean, () => false))) {
      if (!this.isAlive || Date.now() > deadline)
        throw new Error(`The server did not start:\n${this.log}`);
      await sleep(50);
    }
  }
}
