import cluster from 'node:cluster';
import { styleText } from 'node:util';

import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { type ConfigOptions, loadConfigFile } from '../config/load-config.js';
import { optionsOfEnvironment } from '../options/environment-options.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { LightApi, type ListenOptions } from '../light-api.js';
import { DOCS_PATH, DOCUMENT_PATH } from '../openapi/openapi-options.interface.js';
import type { LogStyle } from '../server/server-logs.js';
import { summaryOfServed } from './summary.js';
import { tellPatience } from './workers/worker-patience.js';
import { checkSharing } from './workers/worker-sharing.js';

/** The server of a configuration file, which a changed file can replace. */
export class ConfigServer {
  private app: NestFastifyApplication | undefined;

  /** @param workers - how many processes serve, this one included */
  constructor(
    private readonly path: string,
    private readonly listen: ListenOptions,
    private readonly workers: number,
  ) {}

  /** Whether there is a server now. */
  get isServing(): boolean {
    return this.app !== undefined;
  }

  /** @throws {@link ConfigurationError}, or what listening throws: then nothing is left open */
  async start(): Promise<void> {
    const options = await loadConfigFile(this.path, optionsOfEnvironment);
    tellPatience(options.backgroundTimeout);
    const warnings = this.workers > 1 ? checkSharing(options, this.workers) : [];
    const api = LightApi.create({ ...options, logs: logStyle() });
    this.app = await api.run(this.listen);
    if (isFirstProcess()) await report(options, this.app, warnings);
  }

  /** The old server serves until the new one is ready, and goes on if that can't be. */
  async restart(): Promise<void> {
    const options = await loadConfigFile(this.path, optionsOfEnvironment);
    const api = LightApi.create({ ...options, logs: logStyle() });
    const next = await api.buildApp();
    const last = this.app;
    this.app = undefined;
    await last?.close();
    this.app = await api.listen(next, this.listen);
    await report(options, this.app);
  }
}

/** Where the document is, and the page that shows it. */
function documentLines(app: NestFastifyApplication, url: string): string[] {
  const { openapi = false } = app.get(LightApiEngine).options;
  if (openapi === false) return [];
  const {
    ui = true,
    path = DOCS_PATH,
    documentPath = DOCUMENT_PATH,
  } = openapi === true ? {} : openapi;
  return [`${styleText('dim', 'docs')} ${url}${ui ? path : `${documentPath}.json`}`];
}

/** Lines for people on a terminal, JSON elsewhere. */
function logStyle(): LogStyle {
  return process.stdout.isTTY ? 'requests' : 'json';
}

/** The only one, or the first of several: what is true of all is said once. */
function isFirstProcess(): boolean {
  return cluster.worker === undefined || cluster.worker.id === 1;
}

async function report(
  options: ConfigOptions,
  app: NestFastifyApplication,
  more: readonly string[] = [],
): Promise<void> {
  const { lines, warnings: ofFile } = summaryOfServed(options, app.get(LightApiEngine).models());
  const warnings = [...ofFile, ...more];
  const logger = new Logger('LightApi');
  if (logStyle() === 'json') {
    for (const warning of warnings) logger.warn(warning);
    return;
  }
  const url = await app.getUrl();
  console.log(styleText('bold', `lightapi on ${url}`));
  for (const line of [...lines, ...documentLines(app, url)]) console.log(`  ${line}`);
  for (const warning of warnings) console.log(styleText('yellow', `warning: ${warning}`));
}
