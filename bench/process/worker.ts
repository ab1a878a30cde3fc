import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Reply } from './message.js';

/** The child could not do what it was asked, or is gone. */
export class WorkerError extends Error {}

/** How long a child may take to close by itself, in milliseconds. */
const CLOSE_TIMEOUT = 3_000;

export interface WorkerOptions {
  /** CPUs it may run on, as `taskset -c` writes them; undefined leaves it where it is */
  cpus: string | undefined;
  env?: Record<string, string>;
  /** ends the process when aborted */
  signal: AbortSignal;
}

/** A Node process of its own that answers one question at a time. */
export class Worker implements AsyncDisposable {
  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
    /** what the child told when it was ready */
    readonly ready: unknown,
  ) {}

  /** @throws WorkerError when the child fails to start; its own message is on stderr */
  static async start(name: string, script: URL, options: WorkerOptions): Promise<Worker> {
    const child = spawnNode(fileURLToPath(script), options);
    return new Worker(name, child, await nextReply(name, child));
  }

  ask(question: object): Promise<unknown> {
    const reply = nextReply(this.name, this.child);
    if (this.child.connected) this.child.send(question);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (hasEnded(this.child)) return;
    const exit = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.connected) this.child.disconnect();
    await Promise.race([exit, delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
    if (hasEnded(this.child)) return;
    this.child.kill('SIGKILL');
    await exit;
  }
}

function spawnNode(file: string, { cpus, env, signal }: WorkerOptions): ChildProcess {
  signal.throwIfAborted();
  const node = [process.execPath, file];
  const [command = process.execPath, ...args] = cpus ? ['taskset', '-c', cpus, ...node] : node;
  const child = spawn(command, args, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    // stdout belongs to the report: what a child prints goes to stderr.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  });
  signal.addEventListener('abort', () => child.kill(), { once: true });
  return child;
}

function nextReply(name: string, child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stopListening = () =>
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
    const refuse = (reason: string) => {
      stopListening();
      reject(new WorkerError(`${name} ${reason}`));
    };
    const onExit = () => {
      refuse(`ended ${howItEnded(child)} before it answered`);
    };
    const onError = (error: Error) => {
      refuse(`failed: ${error.message}`);
    };
    const onMessage = (reply: Reply) => {
      stopListening();
      if ('error' in reply) reject(new WorkerError(`${name} failed: ${reply.error}`));
      else resolve(reply.answer);
    };
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    if (hasEnded(child)) onExit();
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `with exit code ${String(exitCode)}` : `by ${signalCode}`;
}
