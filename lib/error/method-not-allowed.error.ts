import { RequestError } from './request.error.js';

/**
 * The endpoint does not have this verb here.
 *
 * @see RFC 9110, section 15.5.6
 * @publicApi
 */
export class MethodNotAllowedError extends RequestError {
  readonly code = 'LIGHT_API_METHOD_NOT_ALLOWED';
  readonly status = 405;
  override readonly headers: Readonly<Record<string, string>>;

  /**
   * @param methods - the endpoint's verbs at this URL
   * @param allow - the value of `Allow`, which has `HEAD` and `OPTIONS` too
   */
  constructor(methods: readonly string[], allow: string) {
    super(`Method Not Allowed. Allowed: ${methods.join(', ')}`);
    this.headers = { allow };
  }
}
