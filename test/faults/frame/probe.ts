import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { onTestFinished } from 'vitest';

import type { Variables } from '../../support/cli-process.js';
import { freePort } from '../../support/sample-process.js';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'probe.mjs')).href;

/** What a process holds, and how late its event loop was since the last look. */
export interface Look {
  /** Bytes, after a collection of garbage. */
  readonly heap: number;
  readonly rss: number;
  readonly handles: number;
  readonly descriptors: number;
  /** The 99th percentile, in milliseconds; its resolution of 5 ms included. */
  readonly loop: number;
}

/** Looks into a server that has been started with its variables. */
export class Probe {
  private constructor(private readonly port: number) {}

  static async onFreePort(): Promise<Probe> {
    return new this(await freePort());
  }

  get variables(): Variables {
    return { NODE_OPTIONS: `--import ${PRELOAD}`, PROBE_PORT: String(this.port) };
  }

  /** Looks into a process that does nothing: what it waits for, it waits for the machine. */
  static async ofIdleProcess(): Promise<Probe> {
    const probe = await this.onFreePort();
    const env = { PATH: process.env.PATH, ...probe.variables };
    const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env });
    onTestFinished(() => void idle.kill('SIGKILL'));
    return probe;
  }

  async look(): Promise<Look> {
    const response = await fetch(`http://127.0.0.1:${this.port}`);
    return (await response.json()) as Look;
  }
}

/** Has the peak of a process's memory, in KiB, written to a file when it ends. */
export function peakInto(file: string): Variables {
  return { NODE_OPTIONS: `--import ${PRELOAD}`, PROBE_FILE: file };
}
