import type { BenchDatabase } from '../database/bench-database.interface.js';
import { Worker, type WorkerOptions } from '../process/worker.js';
import type { Usage } from './serve-books.js';
import { SERVERS, type ServerName } from './server.table.js';

/** A server that runs on its own copy of the database, as the runner sees it. */
export class ServerProcess implements AsyncDisposable {
  private constructor(
    readonly name: ServerName,
    readonly databaseUrl: string,
    private readonly worker: Worker,
  ) {}

  static async start(
    name: ServerName,
    database: BenchDatabase,
    options: WorkerOptions,
  ): Promise<ServerProcess> {
    const databaseUrl = await database.copyFor(name);
    const { title, script } = SERVERS[name];
    const env = { BENCH_DATABASE_URL: databaseUrl };
    return new ServerProcess(
      name,
      databaseUrl,
      await Worker.start(title, script, { ...options, env }),
    );
  }

  get url(): string {
    return String(this.worker.ready);
  }

  /** CPU time of the process so far, user and system, in microseconds. */
  async cpuMicroseconds(): Promise<number> {
    return (await this.#usage()).cpu;
  }

  /** Resident memory of the process, in MiB. */
  async rssMiB(): Promise<number> {
    return (await this.#usage()).rss / 2 ** 20;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.worker[Symbol.asyncDispose]();
  }

  async #usage(): Promise<Usage> {
    return (await this.worker.ask({})) as Usage;
  }
}
