import type { FastifyReply } from 'fastify';

import {
  MiddlewareResponse,
  type ResponseParts,
  type SentHeaders,
} from '../declare/middleware-response.js';

/** What describes a body, and goes with it. */
const OF_BODY: ReadonlySet<string> = new Set([
  'accept-ranges',
  'age',
  'allow',
  'cache-control',
  'cache-status',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'retry-after',
]);

/** Statuses of answers that have no body. @see RFC 9110, sections 15.3.5 and 15.4.5 */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Sends an answer that nobody has answered before. */
export function send(reply: FastifyReply, response: MiddlewareResponse): FastifyReply {
  setHeaders(reply, response.sentHeaders);
  return reply.code(response.status).send(bodyOf(response));
}

/**
 * One answer in the place of another: headers that do not describe the old body stay, such as those
 * of CORS and of rate limits.
 */
export function replacement(
  response: MiddlewareResponse,
  answer: MiddlewareResponse,
): MiddlewareResponse {
  const kept = Object.entries(response.sentHeaders).filter(([name]) => !OF_BODY.has(name));
  discard(response.payload, answer.payload);
  return new MiddlewareResponse({
    status: answer.status,
    headers: { ...Object.fromEntries(kept), ...answer.sentHeaders },
    payload: answer.payload,
  });
}

/**
 * Puts what has changed into an answer that is on its way.
 *
 * @returns the payload to be sent; `undefined` for the one that is there
 */
export function sendChanged(
  reply: FastifyReply,
  { headers, payload }: ResponseParts,
  response: MiddlewareResponse,
): unknown {
  const body = bodyOf(response);
  const isOther = body !== (payload ?? undefined);
  const { 'content-length': length, ...others } = response.sentHeaders;
  const wanted = {
    ...others,
    ...(length !== undefined && !isOther && { 'content-length': length }),
  };
  if (response.sentHeaders !== headers || isOther) {
    for (const name of Object.keys(headers)) removeHeader(reply, name);
    setHeaders(reply, wanted);
  }
  void reply.code(response.status);
  if (!isOther) return undefined;
  discard(payload, body);
  // Fastify takes `undefined` for no change, and measures for HEAD what it does not send.
  return body ?? (reply.request.method === 'HEAD' ? '' : null);
}

function bodyOf(response: MiddlewareResponse): unknown {
  const { payload } = response;
  if (payload === null || BODILESS.has(response.status)) return undefined;
  return payload;
}

function setHeaders(reply: FastifyReply, headers: SentHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    // Fastify would add cookies to those that are there.
    removeHeader(reply, name);
    if (value !== undefined) void reply.header(name, value);
  }
}

/** Nest's own middleware sets headers beside Fastify. */
function removeHeader(reply: FastifyReply, name: string): void {
  reply.removeHeader(name);
  reply.raw.removeHeader(name);
}

/** A stream that nobody reads would keep its file or socket open. */
function discard(old: unknown, body: unknown): void {
  if (old === body || old === null || typeof old !== 'object') return;
  const { destroy, cancel } = old as { destroy?: unknown; cancel?: unknown };
  if (typeof destroy === 'function') destroy.call(old);
  else if (typeof cancel === 'function')
    void Promise.resolve(cancel.call(old)).catch(() => undefined);
}
