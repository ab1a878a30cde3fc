import { Logger } from '@nestjs/common';

import type { RemoteBackend } from './cache-backend.interface.js';

/** What stands between requests and a backend: whatever becomes of that, no request fails. */
export interface CacheGate {
  /** Whether the backend is in another process, and what is in it others' as well. */
  readonly isRemote: boolean;
  /** Whether the backend can be asked now. */
  readonly isOpen: boolean;
  /** What `work` gives; `undefined` where the backend can't be asked, or does not answer at once. */
  attempt<T extends string | boolean | object>(work: () => Promise<T>): Promise<T | undefined>;
  /** Remembers that something could not be written: the gate does not open before all is renewed. */
  missed(): void;
  close(): Promise<void>;
}

/** Of a backend in this process. */
export const OPEN_GATE: CacheGate = {
  isRemote: false,
  isOpen: true,
  attempt: (work) => work(),
  missed: () => undefined,
  close: () => Promise.resolve(),
};

/** How long a request waits for the backend, in milliseconds, unless the options say otherwise. */
const PATIENCE = 60;

/** How often a closed gate is tried, in milliseconds. */
const TICK = 250;

/** Ticks until a connection that brings no answer is given up for another. */
const LAST_TICK = 20;

/**
 * Closes when the backend keeps a request waiting, refuses or is away, so that the next requests do
 * not wait at all; opens again when it answers quickly and all that may be old has been renewed.
 * Only the gate itself tries a backend that was away, never a request.
 */
export class RemoteGate implements CacheGate {
  readonly isRemote = true;
  isOpen = false;

  private readonly logger = new Logger('LightApi');
  private readonly timer: NodeJS.Timeout;
  private isTold = false;
  private isReopening = false;
  private isClosed = false;
  private misses = 0;
  private ticks = 0;

  /**
   * @param renew - makes sure that nothing from before is believed
   * @param patience - how long a request waits, in milliseconds
   */
  constructor(
    private readonly backend: RemoteBackend,
    private readonly renew: () => Promise<void>,
    private readonly patience = PATIENCE,
  ) {
    backend.open({
      connected: () => void this.reopen(),
      lost: (error) => {
        this.shut(error);
      },
    });
    this.timer = setInterval(() => {
      this.tick();
    }, TICK).unref();
  }

  async attempt<T extends string | boolean | object>(
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    if (!this.isOpen) return undefined;
    if (!this.backend.isConnected) {
      this.shut(new Error('the connection was lost'));
      return undefined;
    }
    try {
      return await within(this.patience, work());
    } catch (error) {
      this.shut(error as Error);
      return undefined;
    }
  }

  missed(): void {
    this.misses += 1;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.isOpen = false;
    clearInterval(this.timer);
    await this.backend.close();
  }

  private shut(error: Error): void {
    this.isOpen = false;
    if (this.isTold || this.isClosed) return;
    this.isTold = true;
    this.logger.warn(`Redis does not answer, and answers are not cached: ${reasonOf(error)}`);
  }

  private tick(): void {
    if (this.isOpen) {
      this.ticks = 0;
      return;
    }
    this.ticks += 1;
    if (this.ticks > 1) this.shut(new Error('no answer'));
    if (this.ticks % LAST_TICK === 0) this.backend.reconnect();
    else void this.reopen();
  }

  /** A write that comes meanwhile is not among what was renewed: then once more. */
  private async reopen(): Promise<void> {
    if (this.isReopening || this.isOpen || this.isClosed || !this.backend.isConnected) return;
    this.isReopening = true;
    try {
      let known: number;
      const began = performance.now();
      do {
        known = this.misses;
        await this.renew();
      } while (known !== this.misses);
      if (performance.now() - began <= this.patience) this.open();
    } catch (error) {
      this.shut(error as Error);
    } finally {
      this.isReopening = false;
    }
  }

  private open(): void {
    this.isOpen = !this.isClosed;
    this.ticks = 0;
    if (this.isTold) this.logger.warn('Redis answers again, and answers are cached.');
    this.isTold = false;
  }
}

/**
 * Rejects when `work` takes longer. A busy process finds the time over and the answer there at once:
 * then the answer counts, as it is read before what `setImmediate` was given.
 */
function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        reject(new Error(`no answer within ${milliseconds} ms`));
      });
    }, milliseconds);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

/** Node tells of two addresses that refused without a message of its own. */
function reasonOf(error: Error): string {
  const { message, code } = error as { message: string; code?: string };
  return message || (code ?? error.name);
}
