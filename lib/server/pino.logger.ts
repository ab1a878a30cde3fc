import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

import { currentRequestId } from '../request/request-scope.js';
import { isStartFailure } from './start-failure.js';

/** Nest's messages as lines of JSON, in the log of the server's requests. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: FastifyBaseLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest's last argument is the context, the one before it of an error may be its stack. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.at(-1);
    if (isStartFailure(context)) return;
    const reqId = currentRequestId();
    const members = { context, ...(reqId !== undefined && { reqId }) };
    if (message instanceof Error) this.pino[level]({ err: message, ...members }, message.message);
    else this.pino[level](members, String(message));
  }
}
