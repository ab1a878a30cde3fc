import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** How long a shutdown waits for background work, in milliseconds. */
const MAX_DRAIN_MS = 10_000;

/** Runs what `this.background()` was given, after the answer has left. */
@Injectable()
export class BackgroundRunner {
  private readonly logger = new Logger('LightApi');
  private readonly running = new Set<Promise<void>>();

  /** @param tasks - in the order in which they were given; run one after the other */
  after(reply: FastifyReply, tasks: readonly (() => unknown)[]): void {
    if (tasks.length === 0) return;
    const done = new Promise<void>((resolve) => {
      const run = () => {
        void this.run(tasks).then(resolve);
      };
      if (reply.raw.closed) run();
      else reply.raw.once('close', run);
    });
    this.running.add(done);
    void done.then(() => this.running.delete(done));
  }

  /** Waits for what is running, up to ten seconds. */
  async drain(): Promise<void> {
    await Promise.race([Promise.all(this.running), sleep(MAX_DRAIN_MS, undefined, { ref: false })]);
  }

  private async run(tasks: readonly (() => unknown)[]): Promise<void> {
    for (const task of tasks) {
      try {
        await task();
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}
