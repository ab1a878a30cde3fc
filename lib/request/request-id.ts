import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a header, a line of the log and a JSON text can hold as it is. */
const SAFE_ID = /^[\w.:+/=@~-]{1,128}$/;

const REQUEST_ID = Symbol('lightapi:request-id');

/** A request as Node has it, 1.1 or 2. */
interface RawRequest {
  readonly headers: IncomingHttpHeaders;
  [REQUEST_ID]?: string | undefined;
}

/** The header in which ids come and go. */
export const REQUEST_ID_HEADER = 'x-request-id';

/**
 * The id of a request: what `X-Request-Id` says, where that is up to 128 letters, digits and
 * `_.:+/=@~-`, else a UUID made now. The same one each time it is asked for.
 */
export function requestIdOf(raw: RawRequest): string {
  return (raw[REQUEST_ID] ??= sentId(raw.headers) ?? randomUUID());
}

/** The id that others have told the client already, else as {@link requestIdOf}. */
export function adoptedRequestId(raw: RawRequest, told: unknown): string {
  if (typeof told === 'string') raw[REQUEST_ID] = told;
  return requestIdOf(raw);
}

/** The id of a request that has been given one. */
export function knownRequestId(raw: RawRequest): string | undefined {
  return raw[REQUEST_ID];
}

function sentId(headers: IncomingHttpHeaders): string | undefined {
  const sent = headers[REQUEST_ID_HEADER];
  return typeof sent === 'string' && SAFE_ID.test(sent) ? sent : undefined;
}
