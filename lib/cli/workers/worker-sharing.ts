import type { ConfigOptions } from '../../config/load-config.js';
import { declarationOf, type EndpointClass } from '../../declare/endpoint.decorator.js';
import type { EndpointOptions } from '../../declare/endpoint-options.interface.js';
import { ConfigurationError } from '../../error/configuration.error.js';
import { isInMemory, parseDatabaseUrl } from '../../schema/database-url.js';

const REMEDY = 'Name a Redis: redis.url in the file, or LIGHTAPI_REDIS_URL';

/**
 * What several workers have to share, and would each have for itself.
 *
 * @param options - of a file, with what the environment adds
 * @returns warnings: what is less than it says
 * @throws {@link ConfigurationError} where answers would be wrong
 */
export function checkSharing(options: ConfigOptions, workers: number): readonly string[] {
  const { database, redis, throttle, auth, endpoints = [] } = options;
  const problems: string[] = [];
  if (typeof database === 'string' && isInMemory(parseDatabaseUrl(database)))
    problems.push(
      `--workers ${workers}: each worker would have a database in memory of its own. Name a file or a PostgreSQL, or serve with one.`,
    );
  const cached = endpoints.filter((endpoint) => optionOf(endpoint, 'cache') !== undefined);
  if (redis === undefined && cached.length > 0)
    problems.push(
      `--workers ${workers}: ${routesOf(cached)} keeps answers in the memory of each worker, which writes to another do not outdate. ${REMEDY}, or serve with one worker.`,
    );
  if (problems.length > 0) throw new ConfigurationError(problems);
  const isLimited = [throttle, auth, ...endpoints.map((one) => optionOf(one, 'throttle'))].some(
    (limit) => limit !== undefined && limit !== false,
  );
  if (redis !== undefined || !isLimited) return [];
  return [
    `each of ${workers} workers counts limits by itself, and so all allow ${workers} times as much. ${REMEDY}.`,
  ];
}

function optionOf<Name extends keyof EndpointOptions>(endpoint: EndpointClass, name: Name) {
  return declarationOf(endpoint)?.options[name];
}

function routesOf(endpoints: readonly EndpointClass[]): string {
  return endpoints.map((endpoint) => declarationOf(endpoint)?.route).join(', ');
}
