import type { ApiAnswer } from './api-client.js';

/** What came of many requests. */
export interface LoadReport {
  readonly requests: number;
  /** Those that were not answered with 2xx or 304, or not at all. */
  readonly failures: readonly string[];
  /** Milliseconds of the slowest. */
  readonly slowest: number;
}

/** Sends requests one after the other, in several lines, until it is stopped. */
export class Load {
  private readonly failures: string[] = [];
  private readonly lines: Promise<void>[];
  private isStopped = false;
  private requests = 0;
  private slowest = 0;

  constructor(lines: number, request: () => Promise<ApiAnswer>) {
    this.lines = Array.from({ length: lines }, () => this.run(request));
  }

  /** Until now. */
  get report(): LoadReport {
    const { requests, failures, slowest } = this;
    return { requests, failures: [...failures], slowest };
  }

  /** What came since the last call. */
  next(): LoadReport {
    const { report } = this;
    this.requests = 0;
    this.slowest = 0;
    return report;
  }

  async stop(): Promise<LoadReport> {
    this.isStopped = true;
    await Promise.all(this.lines);
    return this.report;
  }

  private async run(request: () => Promise<ApiAnswer>): Promise<void> {
    while (!this.isStopped) {
      const began = performance.now();
      try {
        const { status, text } = await request();
        if (status >= 400) this.failures.push(`${status} ${text}`);
      } catch (error) {
        this.failures.push(String(error));
      }
      this.requests += 1;
      this.slowest = Math.max(this.slowest, performance.now() - began);
    }
  }
}
