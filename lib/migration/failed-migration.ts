import { ConfigurationError } from '../error/configuration.error.js';

/** Whether migrations are run or taken back. */
export type Direction = 'up' | 'down';

/** Where it came to an end. */
export interface FailedStep {
  readonly direction: Direction;
  /** Of the migrations that were done at once. */
  readonly names: readonly string[];
  /** In no transaction. */
  readonly isAlone: boolean;
  /** `false` where it never had its turn. */
  readonly hasBegun: boolean;
  /** `undefined` where none of them failed by itself, but what is around them. */
  readonly failing: string | undefined;
  /** Of those that were committed before. */
  readonly done: readonly string[];
}

const DONE: Record<Direction, string> = { up: 'Run', down: 'Taken back' };

/** Which migration failed, why, and what is left of it and of those before it: a line each. */
export function failedMigration(step: FailedStep, cause: unknown): ConfigurationError {
  const { direction, names, failing, done } = step;
  const lines = [
    `${failing ?? names.join(', ')} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    leftOf(step),
    done.length === 0
      ? 'None was committed before it.'
      : `${DONE[direction]} before it, and kept: ${done.join(', ')}.`,
  ];
  return new ConfigurationError([lines.join('\n')], { cause });
}

function leftOf({ direction, names, isAlone, hasBegun, failing }: FailedStep): string {
  if (!hasBegun) return 'It has not begun.';
  if (isAlone)
    return `It is in no transaction: what it did stays, and it ${direction === 'up' ? 'is pending' : 'counts as run'}.`;
  const others = names.filter((name) => name !== failing);
  if (failing === undefined || others.length === 0) return 'Nothing of it is left.';
  return `Nothing of it is left, nor of what shares its transaction: ${others.join(', ')}.`;
}
