import { setTimeout as sleep } from 'node:timers/promises';

/** How long a part may take to say that it is there, in milliseconds. */
const LIMIT_MS = 2_000;

/**
 * A part that the process works with.
 *
 * @publicApi
 */
export interface ReadinessCheck {
  /** One word for it, as `/readyz` tells it: `database`, `cache`. */
  readonly name: string;
  /** Whether nothing can be served without it. */
  readonly isRequired: boolean;
  /** Whether it answers; a throw says no, and so does a silence of two seconds. */
  check(): Promise<boolean>;
}

/** How the process is. */
export interface Readiness {
  /** Everything that is required answers. */
  readonly isReady: boolean;
  /** The names of what does not answer. */
  readonly down: readonly string[];
}

/**
 * What `GET /readyz` asks: the database, and whatever else is added, by name. Applications inject
 * it to add checks of their own.
 *
 * @publicApi
 */
export class ReadinessChecks {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** Another of the same name takes its place. */
  add(check: ReadinessCheck): void {
    this.checks.set(check.name, check);
  }

  /** Asks all at once. */
  async ask(): Promise<Readiness> {
    const checks = [...this.checks.values()];
    const answers = await Promise.all(checks.map((check) => isUp(check, LIMIT_MS)));
    const down = checks.filter((_, at) => answers[at] !== true);
    return {
      isReady: !down.some(({ isRequired }) => isRequired),
      down: down.map(({ name }) => name),
    };
  }

  /**
   * Whether one part answers in time; `undefined` where nobody has added it.
   *
   * @param limit - in milliseconds
   */
  async isUp(name: string, limit: number): Promise<boolean | undefined> {
    const check = this.checks.get(name);
    return check && isUp(check, limit);
  }
}

async function isUp(check: ReadinessCheck, limit: number): Promise<boolean> {
  const ended = new AbortController();
  const late = sleep(limit, false, { ref: false, signal: ended.signal }).catch(() => false);
  try {
    return await Promise.race([check.check(), late]);
  } catch {
    return false;
  } finally {
    ended.abort();
  }
}
