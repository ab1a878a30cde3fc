import { RequestError } from './request.error.js';

/**
 * The caller is known, and may not do this; or the database lets nobody do it, and `cause` says why.
 *
 * @see RFC 9110, section 15.5.4
 * @publicApi
 */
export class PermissionDeniedError extends RequestError {
  readonly code = 'LIGHT_API_PERMISSION_DENIED';
  readonly status = 403;

  /** @param options - `cause` is what happened underneath; only the log has it */
  constructor(options?: ErrorOptions) {
    super('You do not have permission to perform this action.', options);
  }
}
