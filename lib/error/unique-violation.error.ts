import { RequestError } from './request.error.js';

/**
 * Another row holds a value that may be held only once.
 *
 * @publicApi
 */
export class UniqueViolationError extends RequestError {
  readonly code = 'LIGHT_API_UNIQUE_VIOLATION';
  readonly status = 409;

  /** @param fields - the members concerned; more than one for a key of several columns */
  constructor(
    readonly fields: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      fields.length > 0
        ? `another row has the same ${fields.join(', ')}`
        : 'another row has the same value in a unique column',
      options,
    );
  }
}
