import { ConsoleLogger, type LoggerService, type LogLevel } from '@nestjs/common';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';

import { isDebugging } from './debugging.js';
import { PinoLogger } from './pino.logger.js';
import { logRequest } from './request-line.js';
import { LineLogger } from './start-failure.js';

/**
 * How a server writes its log: warnings and errors as lines for people; the same with one more line
 * for each request; JSON (pino's) with two lines for each request; or not at all.
 * `LIGHTAPI_DEBUG` makes each but the last say more.
 *
 * @publicApi
 */
export type LogStyle = 'lines' | 'requests' | 'json' | 'none';

interface Loggers {
  /** Fastify's, which logs requests. */
  readonly server: () => NonNullable<FastifyServerOptions['logger']>;
  readonly nest: (server: FastifyInstance) => LoggerService;
}

const MORE: readonly LogLevel[] = ['debug', 'log'];

const lines = () => new LineLogger({ logLevels: lineLevels() });

/** Of a log of lines. */
export function lineLevels(): LogLevel[] {
  return [...(isDebugging() ? MORE : []), 'warn', 'error', 'fatal'];
}

export const SERVER_LOGS: Record<LogStyle, Loggers> = {
  lines: { server: () => false, nest: lines },
  requests: {
    server: () => false,
    nest: (server) => {
      server.addHook('onResponse', logRequest);
      return lines();
    },
  },
  json: {
    server: () => ({ level: isDebugging() ? 'debug' : 'info' }),
    nest: ({ log }) => new PinoLogger(log),
  },
  none: { server: () => false, nest: () => new ConsoleLogger({ logLevels: [] }) },
};
