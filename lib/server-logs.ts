import type { LoggerService, LogLevel } from '@nestjs/common';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';

import { isDebugging } from './debugging.js';
import { PinoLogger } from './pino.logger.js';

/**
 * How a server writes its log: lines for people, or JSON (pino's) with two lines for each request.
 *
 * @publicApi
 */
export type LogStyle = 'lines' | 'json';

interface Loggers {
  /** Fastify's, which logs requests. */
  readonly server: () => NonNullable<FastifyServerOptions['logger']>;
  readonly nest: (server: FastifyInstance) => LoggerService | LogLevel[];
}

const MORE: readonly LogLevel[] = ['debug', 'log'];

/** `LIGHTAPI_DEBUG` makes either say more. */
export const SERVER_LOGS: Record<LogStyle, Loggers> = {
  lines: {
    server: () => false,
    nest: () => [...(isDebugging() ? MORE : []), 'warn', 'error', 'fatal'],
  },
  json: {
    server: () => ({ level: isDebugging() ? 'debug' : 'info' }),
    nest: ({ log }) => new PinoLogger(log),
  },
};
