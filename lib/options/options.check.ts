import type { RedisOptions } from '../declare/redis-options.interface.js';
import { middlewareProblems } from '../model/middleware.check.js';
import { nearest } from '../model/nearest.js';
import { isOptions, optionNameProblems } from '../model/option-names.check.js';
import { shownValue } from '../model/shown-value.js';
import { QUERY_LIMITS } from '../query/query-limits.interface.js';
import { DEFAULT_DATABASE, isSqliteUrl } from '../schema/database-url.js';
import type { LightApiOptions, ReplicaOptions } from './light-api-options.interface.js';
import type { LightApiModuleOptions } from './module-options.interface.js';

/** Shorter secrets can be guessed. @see RFC 7518, section 3.2, for keys of this purpose */
const SHORTEST_SECRET = 32;

const NAMES: Readonly<Record<keyof LightApiOptions, true>> = {
  database: true,
  databaseWait: true,
  replicas: true,
  orm: true,
  schema: true,
  unknownMembers: true,
  maxResults: true,
  queryLimits: true,
  publicUrl: true,
  cursorSecret: true,
  authentication: true,
  jwt: true,
  auth: true,
  throttle: true,
  redis: true,
  corsOrigins: true,
  middleware: true,
  backgroundTimeout: true,
  health: true,
  openapi: true,
  clock: true,
};

/** The module has taken these away where they can be given at all. */
const EARLY_NAMES: Readonly<
  Record<Exclude<keyof LightApiModuleOptions, keyof LightApiOptions>, true>
> = { endpoints: true, imports: true, providers: true };

const REDIS_NAMES: Readonly<Record<keyof RedisOptions, true>> = {
  url: true,
  prefix: true,
  timeout: true,
};

/** What is wrong with the options of the module, apart from the endpoints. */
export function optionProblems(options: LightApiOptions): string[] {
  const { maxResults, queryLimits, publicUrl, cursorSecret, redis, backgroundTimeout } = options;
  const { databaseWait, replicas } = options;
  return [
    ...nameProblems(options),
    ...positiveProblems('maxResults', maxResults),
    ...timerProblems('backgroundTimeout', backgroundTimeout),
    ...middlewareProblems(options.middleware, 'module'),
    ...limitProblems(queryLimits),
    ...(publicUrl === undefined || isPublicUrl(publicUrl) ? [] : [PUBLIC_URL]),
    ...(cursorSecret === undefined || isSecret(cursorSecret) ? [] : [CURSOR_SECRET]),
    ...redisProblems(redis),
    ...secondsProblems('databaseWait', databaseWait),
    ...replicaProblems(replicas, options),
  ];
}

const PUBLIC_URL = `'publicUrl' is no URL of an application's root. Write e.g. https://api.example.com/v1, without query and without a slash at its end.`;
const CURSOR_SECRET = `'cursorSecret' is no text of at least ${SHORTEST_SECRET} characters. Give a random one, e.g. of: openssl rand -base64 32`;

function nameProblems(options: LightApiOptions): string[] {
  const known = [...Object.keys(NAMES), ...Object.keys(EARLY_NAMES)];
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(NAMES, name))
    .map((name) =>
      Object.hasOwn(EARLY_NAMES, name)
        ? `LightApiModule: '${name}' comes from the factory of forRootAsync. Give it beside the factory: forRootAsync({ ${name}, … }).`
        : `LightApiModule: there is no option '${name}'.${nearest(name, known)}`,
    );
}

function redisProblems(redis: unknown): string[] {
  if (redis === undefined) return [];
  // A URL, here or there, is not shown: it may have a password.
  if (!isOptions(redis)) return [`'redis' is no object. Give { url }.`];
  const unknown = optionNameProblems('redis', redis, Object.keys(REDIS_NAMES));
  const { url, prefix, timeout } = redis as Partial<RedisOptions>;
  return [
    ...unknown,
    ...(isRedisUrl(url) ? [] : [REDIS_URL]),
    ...(prefix === undefined || isPrefix(prefix) ? [] : [REDIS_PREFIX]),
    ...timerProblems('redis.timeout', timeout),
  ];
}

const REDIS_PREFIX = `'redis.prefix' is no short text. Give 1 to 64 letters, digits, '-', '_', '.' and ':'.`;

function isPrefix(prefix: unknown): boolean {
  return typeof prefix === 'string' && /^[\w.:-]{1,64}$/.test(prefix);
}

const REDIS_URL = `'redis.url' is no URL of a Redis. Write e.g. redis://localhost:6379, or rediss:// for TLS.`;

/** Whether a Redis can be reached by it. */
export function isRedisUrl(url: unknown): boolean {
  return typeof url === 'string' && /^rediss?:\/\//.test(url) && URL.canParse(url);
}

const REPLICA_NAMES: Readonly<Record<keyof ReplicaOptions, true>> = { urls: true, lag: true };

function replicaProblems(replicas: unknown, options: LightApiOptions): string[] {
  if (replicas === undefined) return [];
  if (!isOptions(replicas)) return [`'replicas' is no object. Give { urls, lag }.`];
  const { urls, lag } = replicas as Partial<Record<keyof ReplicaOptions, unknown>>;
  return [
    ...optionNameProblems('replicas', replicas, Object.keys(REPLICA_NAMES)),
    ...secondsProblems('replicas.lag', lag),
    ...(urls === undefined || isListOfTexts(urls) ? [] : [REPLICA_URLS]),
    ...(urls === undefined ? [] : besideReplicas(options)),
  ];
}

// URLs are not shown: they may have passwords.
const REPLICA_URLS = `'replicas.urls' is no list of URLs. Write e.g. ['postgresql://user@replica:5432/name'].`;
const REPLICA_URLS_BESIDE = `'replicas.urls' stands beside a 'database' of MikroORM's options. Give their own 'replicas' there.`;
const REPLICA_URLS_BESIDE_ORM = `'replicas.urls' stands beside 'orm', which has its own connections. Give 'replicas' in the options of that MikroORM.`;
const REPLICA_URLS_OF_SQLITE = `'replicas.urls' stands beside an SQLite file, of which there are no replicas. Leave it out.`;

/** A URL that can't be read is told elsewhere. */
function besideReplicas({ orm, database = DEFAULT_DATABASE }: LightApiOptions): string[] {
  if (orm !== undefined) return [REPLICA_URLS_BESIDE_ORM];
  if (typeof database === 'object') return [REPLICA_URLS_BESIDE];
  return isSqliteUrl(database) ? [REPLICA_URLS_OF_SQLITE] : [];
}

function isListOfTexts(urls: unknown): boolean {
  return Array.isArray(urls) && urls.every((url) => typeof url === 'string');
}

function secondsProblems(option: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS) return [];
  return [`'${option}' is ${shownValue(value)}. Give seconds, from 0 to ${LONGEST_SECONDS}.`];
}

/** An hour. */
const LONGEST_SECONDS = 3600;

function positiveProblems(option: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return [];
  return [`'${option}' is ${shownValue(value)}. Give a positive integer.`];
}

/** Milliseconds; longer ones are none to a timer, which would be over at once. */
function timerProblems(option: string, value: unknown): string[] {
  if (typeof value !== 'number' || value <= LONGEST_TIMER_MS)
    return positiveProblems(option, value);
  return [`'${option}' is ${shownValue(value)}. Give milliseconds, ${LONGEST_TIMER_MS} at most.`];
}

const LONGEST_TIMER_MS = 2_147_483_647;

function limitProblems(limits: LightApiOptions['queryLimits']): string[] {
  if (limits === undefined) return [];
  const unknown = optionNameProblems('queryLimits', limits, Object.keys(QUERY_LIMITS));
  if (!isOptions(limits)) return unknown;
  return [
    ...unknown,
    ...Object.entries(limits).flatMap(([name, value]) =>
      positiveProblems(`queryLimits.${name}`, value),
    ),
  ];
}

function isPublicUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !/^https?:\/\/[^?#\s<>"]*[^/?#\s<>"]$/.test(text)) return false;
  return URL.canParse(text);
}

function isSecret(secret: unknown): boolean {
  return typeof secret === 'string' && secret.length >= SHORTEST_SECRET;
}
