import { RequestError } from './request.error.js';

/**
 * A client has called more often than `throttle` or `auth.rateLimit` lets it.
 *
 * @see RFC 6585, section 4
 * @publicApi
 */
export class TooManyRequestsError extends RequestError {
  readonly code = 'LIGHT_API_TOO_MANY_REQUESTS';
  readonly status = 429;
  override readonly headers: Readonly<Record<string, string>>;

  /** @param retryAfter - in seconds */
  constructor(retryAfter: number) {
    super('Too many requests. Please try again later.');
    this.headers = { 'retry-after': String(retryAfter) };
  }
}
