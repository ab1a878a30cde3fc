import { RequestError } from './request.error.js';

/**
 * The database has no number left for a new row: a sequence is at its end, or beyond what the column of its
 * numbers can hold. No other request helps; `cause` says which it is.
 *
 * @see RFC 4918, section 11.5
 * @publicApi
 */
export class SequenceExhaustedError extends RequestError {
  readonly code = 'LIGHT_API_SEQUENCE_EXHAUSTED';
  readonly status = 507;

  /** @param options - `cause` is what happened underneath; only the log has it */
  constructor(options?: ErrorOptions) {
    super('the database has no number left for a new resource', options);
  }
}
