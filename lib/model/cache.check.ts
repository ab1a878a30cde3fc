import { CACHE_OPTION_NAMES } from '../declare/cache-options.interface.js';
import type { EndpointOptions } from '../declare/endpoint-options.interface.js';
import { registeredMethods } from '../declare/method-options.js';
import { isOptions, optionNameProblems } from './option-names.check.js';
import { shownValue } from './shown-value.js';

/** Seconds in a year: what lasts longer is no cache. */
const LONGEST = 31_536_000;

/** What is wrong with `cache`. */
export function cacheProblems(options: EndpointOptions): string[] {
  const { cache } = options;
  if (cache === undefined) return [];
  const unknown = optionNameProblems('cache', cache, CACHE_OPTION_NAMES);
  if (!isOptions(cache)) return unknown;
  return [...unknown, ...ttlProblems(cache.ttl), ...methodProblems(options)];
}

function ttlProblems(ttl: unknown): string[] {
  if (ttl === undefined) return [];
  if (typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= 1 && ttl <= LONGEST) return [];
  return [`'cache.ttl' is ${shownValue(ttl)}. Give seconds, an integer from 1 to ${LONGEST}.`];
}

function methodProblems({ methods, ...options }: EndpointOptions): string[] {
  const isNamed = typeof methods === 'object' && (methods as unknown) !== null;
  if (!isNamed || registeredMethods({ ...options, methods }).includes('GET')) return [];
  return [
    `'cache' has nothing to cache: GET is not among 'methods'. Add it, or leave 'cache' out.`,
  ];
}
