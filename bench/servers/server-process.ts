import type { BenchDatabase } from '../database/bench-database.interface.js';
import { Worker, type WorkerOptions } from '../process/worker.js';
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
    const { user, system } = (await this.worker.ask({})) as NodeJS.CpuUsage;
    return user + system;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.worker[Symbol.asyncDispose]();
  }
}
