import { RequestError } from './request.error.js';

/**
 * The row can't be deleted while others refer to it.
 *
 * @publicApi
 */
export class ReferencedRowError extends RequestError {
  readonly code = 'LIGHT_API_REFERENCED_ROW';
  readonly status = 409;

  /** @param references - who refers, e.g. `reviews.book_id`; empty where it is not known */
  constructor(
    readonly references: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      references.length > 0
        ? `other rows refer to this one: ${references.join(', ')}`
        : 'other rows refer to this one',
      options,
    );
  }
}
