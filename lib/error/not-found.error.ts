import { RequestError } from './request.error.js';

/**
 * There is no such row, there can't be one with such an id, or it is out of the caller's scope:
 * which of the three is not told.
 *
 * @publicApi
 */
export class NotFoundError extends RequestError {
  readonly code = 'LIGHT_API_NOT_FOUND';
  readonly status = 404;

  /** Says the same of all three. */
  constructor() {
    super('not found');
  }
}
