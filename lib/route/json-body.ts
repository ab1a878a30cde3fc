import type { preParsingHookHandler } from 'fastify';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { UnsupportedMediaTypeError } from '../error/unsupported-media-type.error.js';

const JSON_BODY = /^\s*application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i;

/**
 * Nest's Fastify adapter parses forms too, and Fastify plain text: neither is a resource.
 *
 * @throws {@link UnsupportedMediaTypeError}
 */
export function requireJson(request: LightApiRequest): void {
  const type = request.headers['content-type'];
  if (type !== undefined && !JSON_BODY.test(type)) throw new UnsupportedMediaTypeError();
}

/**
 * Refuses a body that is coded, by its own word. What decodes bodies is the application's, e.g.
 * `@fastify/compress`: it comes before, puts a stream of its own in the place of the request, and
 * may leave the header.
 *
 * @see RFC 9110, section 8.4
 */
export const requireUncoded: preParsingHookHandler = (request, _reply, body, done) => {
  const coding = request.headers['content-encoding'];
  if (coding === undefined || body !== request.raw || isIdentity(coding)) done(null, body);
  else done(new UnsupportedMediaTypeError(coding));
};

function isIdentity(coding: string): boolean {
  return coding.split(',').every((one) => ['', 'identity'].includes(one.trim().toLowerCase()));
}
