import type { LightApiOptions } from './light-api-options.interface.js';
import { isOptions, optionNameProblems } from './model/option-names.check.js';
import { shownValue } from './model/shown-value.js';
import { QUERY_LIMITS } from './query/query-limits.interface.js';

/** Shorter secrets can be guessed. @see RFC 7518, section 3.2, for keys of this purpose */
const SHORTEST_SECRET = 32;

/** What is wrong with the options of the module, apart from the endpoints. */
export function optionProblems(options: LightApiOptions): string[] {
  const { maxResults, queryLimits, publicUrl, cursorSecret } = options;
  return [
    ...positiveProblems('maxResults', maxResults),
    ...limitProblems(queryLimits),
    ...(publicUrl === undefined || isPublicUrl(publicUrl) ? [] : [PUBLIC_URL]),
    ...(cursorSecret === undefined || isSecret(cursorSecret) ? [] : [CURSOR_SECRET]),
  ];
}

const PUBLIC_URL = `'publicUrl' is no URL of an application's root. Write e.g. https://api.example.com/v1, without query and without a slash at its end.`;
const CURSOR_SECRET = `'cursorSecret' is no text of at least ${SHORTEST_SECRET} characters. Give a random one, e.g. of: openssl rand -base64 32`;

function positiveProblems(option: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return [];
  return [`'${option}' is ${shownValue(value)}. Give a positive integer.`];
}

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
