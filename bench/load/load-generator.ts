import { Worker, type WorkerOptions } from '../process/worker.js';
import type { LoadQuestion, LoadResult, OpenLoad } from './load.interface.js';

const SCRIPT = new URL('load.main.js', import.meta.url);

/** The load process, as the runner sees it: one for all servers of a session. */
export class LoadGenerator implements AsyncDisposable {
  private constructor(private readonly worker: Worker) {}

  static async start(options: WorkerOptions): Promise<LoadGenerator> {
    return new LoadGenerator(await Worker.start('load generator', SCRIPT, options));
  }

  /** Opens the connections, which stay open for the warm-up and the timed run. */
  async open(load: OpenLoad): Promise<void> {
    await this.#ask({ type: 'open', ...load });
  }

  async run(seconds: number): Promise<LoadResult> {
    return (await this.#ask({ type: 'run', seconds })) as LoadResult;
  }

  async close(): Promise<void> {
    await this.#ask({ type: 'close' });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.worker[Symbol.asyncDispose]();
  }

  #ask(question: LoadQuestion): Promise<unknown> {
    return this.worker.ask(question);
  }
}
