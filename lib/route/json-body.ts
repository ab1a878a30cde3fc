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
