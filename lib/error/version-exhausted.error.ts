import { RequestError } from './request.error.js';

/**
 * The version of the row is the last that its column can hold, so that no change can be told from the one
 * before it. The row can be read and deleted; it can be changed again when the column has been widened.
 *
 * @publicApi
 */
export class VersionExhaustedError extends RequestError {
  readonly code = 'LIGHT_API_VERSION_EXHAUSTED';
  readonly status = 409;

  /** Names no column: that is told where the database is described. */
  constructor() {
    super(
      'the version of this resource is the last that its column can hold: it can not be changed',
    );
  }
}
