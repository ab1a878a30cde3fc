import { RequestError } from './request.error.js';

/**
 * A write would make a row, or move it, to where its writer's `scope` does not reach.
 *
 * @publicApi
 */
export class OutOfScopeError extends RequestError {
  readonly code = 'LIGHT_API_OUT_OF_SCOPE';
  readonly status = 403;

  /** Says what {@link PermissionDeniedError} says. */
  constructor() {
    super('You do not have permission to perform this action.');
  }
}
