import { LightApiError } from './light-api.error.js';

/**
 * A service of an endpoint with `scope` was used outside of a request, so that nobody's scope
 * could be applied.
 *
 * @publicApi
 */
export class ScopeUnknownError extends LightApiError {
  readonly code = 'LIGHT_API_SCOPE_UNKNOWN';

  /** @param endpoint - the name of the class with the scope */
  constructor(endpoint: string) {
    super(
      `${endpoint} has a scope, and there is no request to ask whose. Pass { request }, or use the service's 'unscoped' for work on nobody's behalf.`,
    );
  }
}
