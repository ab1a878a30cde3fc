import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** What `this.background()` was given. */
export type BackgroundTask = () => unknown;

/** How long a shutdown waits for background work, in milliseconds, unless the options say. */
export const BACKGROUND_TIMEOUT_MS = 10_000;

/** From here on an answer is an error, and the work that was to follow it is not done. */
const FIRST_ERROR = 400;

/** Runs what `this.background()` was given, after the answer has left. */
export class BackgroundRunner {
  private readonly logger = new Logger('LightApi');
  private readonly running = new Set<Promise<void>>();
  private drained: Promise<void> | undefined;

  /** @param timeout - milliseconds that a shutdown waits, asked for then */
  constructor(private readonly timeout: () => number | undefined) {}

  /**
   * @param tasks - in the order in which they were given; run one after the other, unless the
   * request is answered with an error
   */
  after(reply: FastifyReply, tasks: readonly BackgroundTask[]): void {
    if (tasks.length === 0) return;
    const work = this.following(reply, tasks);
    this.running.add(work);
    void work.then(() => this.running.delete(work));
  }

  /**
   * Waits for what is running, and for what it leads to, as long as the options allow; whoever asks
   * again waits for no longer.
   */
  drain(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve();
    return (this.drained ??= this.wait());
  }

  private async wait(): Promise<void> {
    const over = new AbortController();
    const limit = sleep(this.timeout() ?? BACKGROUND_TIMEOUT_MS, undefined, {
      signal: over.signal,
    }).catch(
      () => undefined, // Aborted: everything is done.
    );
    await Promise.race([this.idle(), limit]);
    over.abort();
    if (this.running.size > 0)
      this.logger.warn(
        `Requests whose background work has not ended in time, and is left: ${this.running.size}.`,
      );
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private async following(reply: FastifyReply, tasks: readonly BackgroundTask[]): Promise<void> {
    const { raw } = reply;
    if (!raw.closed) await new Promise((resolve) => raw.once('close', resolve));
    if (reply.statusCode < FIRST_ERROR) await this.run(tasks);
  }

  private async run(tasks: readonly BackgroundTask[]): Promise<void> {
    for (const task of tasks) {
      try {
        await task();
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}
