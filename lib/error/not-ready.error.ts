import { RequestError } from './request.error.js';

/**
 * The answer of `GET /readyz` while something is away that nothing can be served without.
 *
 * @publicApi
 */
export class NotReadyError extends RequestError {
  readonly code = 'LIGHT_API_NOT_READY';
  readonly status = 503;
  /** In seconds. */
  override readonly headers: Readonly<Record<string, string>> = { 'retry-after': '1' };

  /** @param down - the names of what does not answer */
  constructor(down: readonly string[]) {
    super(`not ready: ${down.join(', ')}`);
  }
}
