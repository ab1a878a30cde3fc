import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { type ConfigOptions, loadConfigFile } from '../config/load-config.js';
import { optionsOfEnvironment } from '../environment-options.js';
import { LightApi, type ListenOptions } from '../light-api.js';
import type { LogStyle } from '../server-logs.js';
import { startReport } from './start-report.js';

/** The server of a configuration file, which a changed file can replace. */
export class ConfigServer {
  private app: NestFastifyApplication | undefined;

  constructor(
    private readonly path: string,
    private readonly listen: ListenOptions,
  ) {}

  /** @throws {@link ConfigurationError}, or what listening throws: then nothing is left open */
  async start(): Promise<void> {
    const options = await loadConfigFile(this.path, optionsOfEnvironment);
    const api = LightApi.create({ ...options, logs: logStyle() });
    this.app = await api.run(this.listen);
    await this.report(options);
  }

  /** The old server serves until the new one is ready, and goes on if that can't be. */
  async restart(): Promise<void> {
    const options = await loadConfigFile(this.path, optionsOfEnvironment);
    const api = LightApi.create({ ...options, logs: logStyle() });
    const next = await api.buildApp();
    await this.app?.close();
    this.app = await api.listen(next, this.listen);
    await this.report(options);
  }

  private async report(options: ConfigOptions): Promise<void> {
    if (this.app === undefined || logStyle() === 'json') return;
    console.log(startReport(options, await this.app.getUrl()).join('\n'));
  }
}

/** Lines for people on a terminal, JSON elsewhere. */
function logStyle(): LogStyle {
  return process.stdout.isTTY ? 'lines' : 'json';
}
