import { ConsoleLogger } from '@nestjs/common';

import { currentRequestId } from '../request/request-scope.js';
import { isDebugging } from './debugging.js';

/** Whom Nest logs by what keeps an application from starting. */
const CONTEXT = 'ExceptionHandler';

/**
 * Whether a logged error is what `LightApi` throws too: whoever catches it says it in their way, and
 * without a stack.
 */
export function isStartFailure(context: unknown): boolean {
  return context === CONTEXT && !isDebugging();
}

/** Nest's, without the failures that are thrown anyway, and with the ids of requests. */
export class LineLogger extends ConsoleLogger {
  override error(message: unknown, ...rest: unknown[]): void {
    if (!isStartFailure(rest.at(-1))) super.error(message, ...rest);
  }

  /** Behind the context, the request that a line is about. */
  protected override formatContext(context: string): string {
    const id = currentRequestId();
    return `${super.formatContext(context)}${id === undefined ? '' : `[${id}] `}`;
  }
}
