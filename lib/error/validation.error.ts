import { type DetailEntry, RequestError } from './request.error.js';

/**
 * Members are missing or wrong: all of them, in the order of their declaration.
 *
 * @publicApi
 */
export class ValidationError extends RequestError {
  readonly code = 'LIGHT_API_VALIDATION';
  readonly status = 422;

  /** @param detail - an entry for each wrong member */
  constructor(
    override readonly detail: readonly DetailEntry[],
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}
