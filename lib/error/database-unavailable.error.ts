import { RequestError } from './request.error.js';

/** Seconds after which a client may try again. */
const RETRY_AFTER = '1';

/**
 * The database is gone, locked or overloaded, or chose this request to end a deadlock: the same
 * request may well succeed a moment later.
 *
 * @publicApi
 */
export class DatabaseUnavailableError extends RequestError {
  readonly code = 'LIGHT_API_DATABASE_UNAVAILABLE';
  readonly status = 503;
  override readonly headers: Readonly<Record<string, string>> = { 'retry-after': RETRY_AFTER };

  /** @param options - `cause` is what happened underneath; only the log has it */
  constructor(options?: ErrorOptions) {
    super('the database is not available at the moment', options);
  }
}
