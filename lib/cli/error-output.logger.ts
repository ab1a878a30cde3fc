import { isatty } from 'node:tty';

import { Logger, type LogLevel } from '@nestjs/common';

import { lineLevels } from '../server/server-logs.js';
import { LineLogger } from '../server/start-failure.js';

/** Of Nest's method: the stream, the stack of an error, and what else there is to say. */
type PrintingRest = [
  stream?: 'stdout' | 'stderr',
  stack?: unknown,
  params?: Record<string, unknown>,
];

/** Lines on standard error: what a command prints on standard output is its answer, and nothing else. */
class ErrorOutputLogger extends LineLogger {
  constructor() {
    super({ logLevels: lineLevels(), colors: isatty(2) && process.stderr.hasColors() });
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    level?: LogLevel,
    ...[, stack, params]: PrintingRest
  ): void {
    super.printMessages(messages, context, level, 'stderr', stack, params);
  }
}

/** Before any command: a server that it starts has a log of its own afterwards. */
export function logToErrorOutput(): void {
  Logger.overrideLogger(new ErrorOutputLogger());
}
