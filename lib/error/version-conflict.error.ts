import { RequestError } from './request.error.js';

/**
 * The row has been changed since the `version` that was sent was read: read again, then retry.
 *
 * @publicApi
 */
export class VersionConflictError extends RequestError {
  readonly code = 'LIGHT_API_VERSION_CONFLICT';
  readonly status = 409;

  /** Names no version: a GET does. */
  constructor() {
    super('version conflict');
  }
}
