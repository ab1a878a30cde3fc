import type { ReadinessChecks } from './readiness-checks.js';

/** How long an indicator waits unless it is told otherwise, in milliseconds. */
const TIMEOUT_MS = 1_000;

/** What `@nestjs/terminus` expects of an indicator. */
export type IndicatorResult<K extends string> = Readonly<
  Record<
    K,
    {
      /** Whether it answered in time. */
      readonly status: 'up' | 'down';
      /** Why, where that is not plain. */
      readonly message?: string;
    }
  >
>;

/**
 * How an indicator asks.
 *
 * @publicApi
 */
export interface IndicatorOptions {
  /** Milliseconds. @default 1000 */
  readonly timeout?: number;
}

/** Tells `@nestjs/terminus` of one part; it needs nothing of that package itself. */
export abstract class ReadinessIndicator {
  constructor(
    private readonly checks: ReadinessChecks,
    private readonly part: string,
  ) {}

  /**
   * Asks the part.
   *
   * @param key - under which the result is shown
   */
  async pingCheck<K extends string>(
    key: K,
    { timeout = TIMEOUT_MS }: IndicatorOptions = {},
  ): Promise<IndicatorResult<K>> {
    const isUp = await this.checks.isUp(this.part, timeout);
    return { [key]: statusOf(isUp, timeout) } as IndicatorResult<K>;
  }
}

function statusOf(isUp: boolean | undefined, timeout: number): IndicatorResult<string>[string] {
  if (isUp === undefined) return { status: 'up', message: 'not configured' };
  return isUp ? { status: 'up' } : { status: 'down', message: `no answer within ${timeout} ms` };
}
