import { RequestError } from './request.error.js';

/**
 * The body is not JSON.
 *
 * @see RFC 9110, section 15.5.16
 * @publicApi
 */
export class UnsupportedMediaTypeError extends RequestError {
  readonly code = 'LIGHT_API_UNSUPPORTED_MEDIA_TYPE';
  readonly status = 415;

  /** Names the type that is accepted. */
  constructor() {
    super('the body has to be application/json');
  }
}
