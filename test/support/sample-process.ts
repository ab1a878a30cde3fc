import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');

/** The first start compiles the library and the samples. */
export const START_LIMIT_MS = 180_000;

const POLL_MS = 100;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A sample that runs as its own process, on a free port. */
export class SampleProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly printed: string[],
  ) {}

  /** Resolves when it answers. */
  static async start(sample: string, database: string): Promise<SampleProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['scripts/sample.js', sample], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        LIGHTAPI_HOST: '127.0.0.1',
        LIGHTAPI_PORT: String(port),
        LIGHTAPI_DATABASE_URL: database,
        DATABASE_URL: database,
      },
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    const sampleProcess = new this(`http://127.0.0.1:${port}`, child, printed);
    await sampleProcess.answering();
    return sampleProcess;
  }

  /** What it has written to the terminal so far. */
  get output(): string {
    return this.printed.join('');
  }

  /** Sends SIGTERM and waits for the end. */
  async stop(): Promise<Ending> {
    if (this.hasEnded) return { code: this.child.exitCode, signal: this.child.signalCode };
    const ended = once(this.child, 'exit') as Promise<[Ending['code'], Ending['signal']]>;
    this.child.kill('SIGTERM');
    const [code, signal] = await ended;
    return { code, signal };
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async answering(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.answers())) {
      if (this.hasEnded || Date.now() > deadline) {
        await this.stop();
        throw new Error(`The sample did not start:\n${this.output}`);
      }
      await setTimeout(POLL_MS);
    }
  }

  private async answers(): Promise<boolean> {
    return fetch(this.url).then(
      () => true,
      () => false,
    );
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
