import { RequestError } from './request.error.js';

/**
 * No backend of the endpoint knows who calls: there are no credentials, or wrong ones. Which of the
 * two is not told.
 *
 * @see RFC 9110, section 15.5.2
 * @publicApi
 */
export class NotAuthenticatedError extends RequestError {
  readonly code = 'LIGHT_API_NOT_AUTHENTICATED';
  readonly status = 401;
  override readonly headers: Readonly<Record<string, string>>;

  /** @param challenges - what `WWW-Authenticate` says, one for each backend */
  constructor(challenges: readonly string[]) {
    super('Authentication credentials invalid.');
    this.headers = { 'www-authenticate': [...new Set(challenges)].join(', ') };
  }
}
