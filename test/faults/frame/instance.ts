import { ServerProcess, type Variables } from '../../support/cli-process.js';
import { configFile } from '../../support/config-file.js';
import { freePort } from '../../support/sample-process.js';
import type { CaseRecord } from './case-record.js';
import { RecordedClient } from './recorded-client.js';

/** What the servers of a case are started with. */
export interface InstanceOptions {
  readonly database: string;
  readonly record: CaseRecord;
  /** Endpoints, and whatever else the file of a server may say. */
  readonly yaml: string;
  readonly variables?: Variables;
}

/** A server, as its own process; it can be killed, and started again at the same address. */
export class Instance {
  private constructor(
    readonly client: RecordedClient,
    private readonly path: string,
    private readonly variables: Variables,
    private current: ServerProcess,
  ) {}

  static async start(options: InstanceOptions): Promise<Instance> {
    const path = await configFile(options.yaml);
    const variables = {
      LIGHTAPI_DATABASE_URL: options.database,
      LIGHTAPI_PORT: String(await freePort()),
      ...options.variables,
    };
    const server = await ServerProcess.start([path], variables);
    return new Instance(new RecordedClient(server.url, options.record), path, variables, server);
  }

  get server(): ServerProcess {
    return this.current;
  }

  /** Nothing is finished, and nobody is told. */
  async kill(): Promise<void> {
    await this.current.stop('SIGKILL');
  }

  /** Resolves when it answers, with the milliseconds that took. */
  async startAgain(): Promise<number> {
    this.current = await ServerProcess.start([this.path], this.variables);
    return this.current.startedIn;
  }
}
