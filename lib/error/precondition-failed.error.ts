import { RequestError } from './request.error.js';

/**
 * `If-Match` does not name the version that is stored now, or `If-None-Match` does.
 *
 * @see RFC 9110, sections 13.1.1 and 13.1.2
 * @publicApi
 */
export class PreconditionFailedError extends RequestError {
  readonly code = 'LIGHT_API_PRECONDITION_FAILED';
  readonly status = 412;

  /** Names no version: a GET does. */
  constructor() {
    super('precondition failed');
  }
}
