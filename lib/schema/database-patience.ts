import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

/** Between two tries, in milliseconds. */
const PAUSE_MS = 250;

/** How often the log says that the start still waits, in milliseconds. */
const TELL_EVERY_MS = 5_000;

/**
 * A database that starts beside us, whose name is not known yet, or that is full for a moment. A
 * wrong password or a database that does not exist stays what it is.
 */
const PASSING =
  /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|ENOENT|EAI_AGAIN|EHOST|ENET|EADDRNOTAVAIL|57P0|53300|08)/;
const PASSING_MESSAGE = /timeout|connection terminated/i;

/**
 * What CREATE DATABASE says where another start is faster, or has the lock that it needs: none of
 * these comes of connecting alone.
 */
const BEING_CREATED = /^(?:23505|42P04|55006|55P03|57014)$/;

/** For another start's creation, even where no wait is asked for, in milliseconds. */
const CREATION_WAIT_MS = 15_000;

const CREATION = 'another start creates it';

/** Waits for a database at the start, within bounds, and says so. */
export class DatabasePatience {
  private readonly logger = new Logger('LightApi');
  private readonly deadline: number;
  private creationDeadline: number | undefined;
  private toldAt = -Infinity;

  /** @param wait - in seconds */
  constructor(wait: number) {
    this.deadline = Date.now() + wait * 1000;
  }

  /** Whether another try may do better; resolves when it is time for it. */
  async mayTryAgain(cause: unknown): Promise<boolean> {
    const reason = reasonOf(cause);
    const left = this.deadlineFor(reason) - Date.now();
    if (left <= 0 || reason === undefined) return false;
    if (Date.now() - this.toldAt >= TELL_EVERY_MS) {
      this.toldAt = Date.now();
      const seconds = Math.ceil(left / 1000);
      this.logger.warn(`waits for the database (${reason}), up to ${seconds} s more`);
    }
    await sleep(Math.min(PAUSE_MS, left));
    return true;
  }

  private deadlineFor(reason: string | undefined): number {
    if (reason !== CREATION) return this.deadline;
    this.creationDeadline ??= Date.now() + CREATION_WAIT_MS;
    return Math.max(this.deadline, this.creationDeadline);
  }
}

/** In a word; `undefined` for what does not pass. */
function reasonOf(cause: unknown): string | undefined {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && BEING_CREATED.test(code)) return CREATION;
  if (typeof code === 'string') return PASSING.test(code) ? code : undefined;
  return PASSING_MESSAGE.test(String(message)) ? 'no answer' : undefined;
}
