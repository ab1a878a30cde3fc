import { RequestError } from './request.error.js';

/** Seconds after which a client may try again. */
const RETRY_AFTER = '5';

/**
 * The identity provider's keys can't be fetched, so that nobody can tell whether a token is good.
 *
 * @publicApi
 */
export class AuthenticationUnavailableError extends RequestError {
  readonly code = 'LIGHT_API_AUTHENTICATION_UNAVAILABLE';
  readonly status = 503;
  override readonly headers: Readonly<Record<string, string>> = { 'retry-after': RETRY_AFTER };

  /** @param options - `cause` is what happened underneath; only the log has it */
  constructor(options?: ErrorOptions) {
    super('credentials can not be checked at the moment', options);
  }
}
