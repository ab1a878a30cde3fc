import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { expect, onTestFinished } from 'vitest';

import { freePort } from './sample-process.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The program, as it is published. */
export const PROGRAM = join(ROOT, 'dist', 'cli', 'main.js');

/** A first start may wait for other work of the machine. */
const START_PATIENCE_MS = 60_000;

/** What a started server does is not waited for longer. */
const PATIENCE_MS = 15_000;

/** How a command ended, and what it wrote. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of the environment, beside `PATH`. */
export type Variables = Readonly<Record<string, string>>;

/** Compiles the library where it has changed. */
export async function buildProgram(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'build-when-stale.js')]);
}

/** Runs the program to its end. */
export async function runProgram(
  args: readonly string[],
  variables: Variables = {},
  cwd = tmpdir(),
): Promise<CommandResult> {
  const child = start(args, { variables, cwd });
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output() };
}

/** A server that the program runs; ended with the test, if it has not ended before. */
export class ServerProcess {
  /** Milliseconds from its start to its first answer. */
  startedIn = NaN;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly output: () => Omit<CommandResult, 'code'>,
  ) {}

  /** Resolves when it answers. */
  static async start(
    args: readonly string[],
    variables: Variables = {},
    cwd = tmpdir(),
  ): Promise<ServerProcess> {
    const port = variables.LIGHTAPI_PORT ?? String(await freePort());
    const began = performance.now();
    const server = this.spawn(args, { ...variables, LIGHTAPI_PORT: port }, cwd);
    await answering(server.url, server.child, server.output);
    server.startedIn = performance.now() - began;
    return server;
  }

  /** Waits for nothing. */
  static spawn(args: readonly string[], variables: Variables, cwd = tmpdir()): ServerProcess {
    const child = start(['serve', ...args], {
      variables: { LIGHTAPI_HOST: '127.0.0.1', ...variables },
      cwd,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const flag = args.indexOf('--port');
    const port = flag < 0 ? (variables.LIGHTAPI_PORT ?? '8000') : args[flag + 1]!;
    return new this(`http://127.0.0.1:${port}`, child, collect(child));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** `null` as long as it runs, and where a signal has ended it. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get stdout(): string {
    return this.output().stdout;
  }

  get stderr(): string {
    return this.output().stderr;
  }

  /** Sends a signal, and waits for nothing. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const [code, by] = (await ended) as [number | null, string | null];
    return { code, signal: by };
  }
}

/** Whether the machine has `script` of util-linux, which runs a command on a terminal. */
export function hasTerminals(): boolean {
  try {
    execFileSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Retries until an expectation holds. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: PATIENCE_MS, interval: 50 });
}

/** An empty directory; small, and left to the system to clear. */
export function emptyDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'lightapi-cli-'));
}

interface Surroundings {
  readonly variables: Variables;
  readonly cwd: string;
}

function start(args: readonly string[], { variables, cwd }: Surroundings): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...variables },
  });
}

function collect(child: ChildProcess): () => Omit<CommandResult, 'code'> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return () => ({ stdout, stderr });
}

async function answering(
  url: string,
  child: ChildProcess,
  output: () => Omit<CommandResult, 'code'>,
): Promise<void> {
  const deadline = Date.now() + START_PATIENCE_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`The server did not start:\n${output().stdout}${output().stderr}`);
    await setTimeout(10);
  }
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
