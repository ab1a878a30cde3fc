import { MalformedRequestError } from '../error/malformed-request.error.js';
import type { QueryLimits } from './query-limits.interface.js';
import { type Parameter, QueryParameters } from './query-parameters.js';

/** Characters of a name or value that an error repeats. */
const SHOWN = 40;

/**
 * Reads the query of a URL, which stays flat: `price[gte]` is a name like any other.
 *
 * @param url - as it was received, path included
 * @throws {@link MalformedRequestError} for bad percent-encoding, and for too many parameters
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function parseQueryString(url: string, limits: QueryLimits): QueryParameters {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return QueryParameters.NONE;
  const text = url.slice(start + 1);
  const sent = text.split('&').filter((part) => part !== '');
  const excess = sent[limits.parameters];
  if (excess !== undefined)
    throw new MalformedRequestError(
      `${shown(nameIn(excess))}: a query may have at most ${limits.parameters} parameters`,
    );
  return new QueryParameters(sent.map(parameterOf), text);
}

function parameterOf(part: string): Parameter {
  const name = nameIn(part);
  return [decode(name, name), decode(part.slice(name.length + 1), name)];
}

function nameIn(part: string): string {
  return part.split('=', 1)[0] ?? '';
}

function decode(text: string, name: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new MalformedRequestError(`${shown(name)}: it is not percent-encoded UTF-8`, { cause });
  }
}

/** As much of what a client sent as an error repeats. */
export function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
