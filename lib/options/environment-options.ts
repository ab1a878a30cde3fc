import { ConfigurationError } from '../error/configuration.error.js';
import { hasJwtKey } from '../guard/jwt-keys.js';
import type { LightApiOptions } from './light-api-options.interface.js';
import { isRedisUrl } from './options.check.js';

/** For how long a server waits for its database at start, in seconds: containers start together. */
const DATABASE_WAIT = 10;

const DEFAULT_HOST = '0.0.0.0';
const DEFAULT_PORT = 8000;

/** What the environment says where the options say nothing; an empty text is a word too. */
export function optionsOfEnvironment(options: LightApiOptions): Partial<LightApiOptions> {
  const { jwt } = options;
  const {
    LIGHTAPI_DATABASE_URL: database,
    LIGHTAPI_JWT_SECRET: secret,
    LIGHTAPI_REDIS_URL: url,
  } = process.env;
  if (database === '' && options.database === undefined)
    throw new ConfigurationError([
      'LIGHTAPI_DATABASE_URL is empty. Give sqlite:app.db or postgresql://user@host/name, or unset it.',
    ]);
  if (url !== undefined && url !== '' && options.redis === undefined && !isRedisUrl(url))
    throw new ConfigurationError([
      'LIGHTAPI_REDIS_URL is no URL of a Redis. Give e.g. redis://localhost:6379, or rediss:// for TLS, or unset it.',
    ]);
  return {
    ...(options.databaseWait === undefined && { databaseWait: databaseWait() }),
    ...(database !== undefined && options.database === undefined && { database }),
    ...(url !== undefined && url !== '' && options.redis === undefined && { redis: { url } }),
    ...(secret !== undefined && !hasJwtKey(jwt) && { jwt: { ...jwt, secret } }),
  };
}

/** Where a server listens, unless it is told otherwise. */
export function hostOfEnvironment(): string {
  return process.env.LIGHTAPI_HOST ?? DEFAULT_HOST;
}

/**
 * The same, for the port.
 *
 * @throws {@link ConfigurationError} for what is no port
 */
export function portOfEnvironment(): number {
  const { LIGHTAPI_PORT } = process.env;
  if (LIGHTAPI_PORT === undefined) return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(LIGHTAPI_PORT) && Number(LIGHTAPI_PORT) < 65_536)
    return Number(LIGHTAPI_PORT);
  throw new ConfigurationError([
    `LIGHTAPI_PORT is '${LIGHTAPI_PORT}'. Give a port from 0 to 65535.`,
  ]);
}

function databaseWait(): number {
  const { LIGHTAPI_DATABASE_WAIT: wait = String(DATABASE_WAIT) } = process.env;
  if (/^\d{1,4}(?:\.\d+)?$/.test(wait)) return Number(wait);
  throw new ConfigurationError([
    `LIGHTAPI_DATABASE_WAIT is '${wait}'. Give seconds, e.g. 30, or 0 not to wait.`,
  ]);
}
