import type { FastifyReply, FastifyRequest } from 'fastify';

import { MalformedRequestError } from '../error/malformed-request.error.js';

/** Else Node answers a request without `Host` by itself, with an empty 400. */
export const HOST_IS_OURS = { requireHostHeader: false } as const;

const NAME = 'host';

/**
 * A hook that refuses a request of HTTP/1.1 with no `Host`, or with more than one, of which a proxy
 * may have read another.
 *
 * @see RFC 9112, section 3.2
 */
export function requireOneHost(
  { raw }: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (raw.httpVersion !== '1.1' || countOfHosts(raw.rawHeaders) === 1) done();
  else done(new MalformedRequestError('Host: exactly one was expected'));
}

/** @param headers - names and values by turns, as they came */
function countOfHosts(headers: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at];
    if (name?.length === NAME.length && name.toLowerCase() === NAME) count += 1;
  }
  return count;
}
