import type { onSendHookHandler } from 'fastify';

/** Answers that say no length of a body: 204 has none, and 304 is about one that is longer. */
const UNMEASURED: ReadonlySet<number> = new Set([204, 304]);

/**
 * `onSend` of HEAD, behind Fastify's own, which measures what would be sent, and finds nothing.
 *
 * @see RFC 9110, section 8.6
 */
export const leaveUnmeasured: onSendHookHandler = (_request, reply, payload, done) => {
  if (UNMEASURED.has(reply.statusCode)) void reply.removeHeader('content-length');
  done(null, payload);
};
