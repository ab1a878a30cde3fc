import { RequestError } from './request.error.js';

/**
 * The request can't be read: broken JSON, a bad header or query value. Its text names the place.
 *
 * @publicApi
 */
export class MalformedRequestError extends RequestError {
  readonly code = 'LIGHT_API_MALFORMED_REQUEST';
  readonly status = 400;
}
