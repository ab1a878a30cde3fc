import { RequestError } from './request.error.js';

/**
 * A login failed: there is no such user, or the password is another. Which of the two is not told.
 *
 * @publicApi
 */
export class InvalidCredentialsError extends RequestError {
  readonly code = 'LIGHT_API_INVALID_CREDENTIALS';
  readonly status = 401;
  // Not `Basic`, which is accepted too: browsers would open a dialogue of their own over the page.
  override readonly headers: Readonly<Record<string, string>> = {
    'www-authenticate': 'Bearer realm="api"',
  };

  /** Says the same of either. */
  constructor() {
    super('Invalid credentials');
  }
}
