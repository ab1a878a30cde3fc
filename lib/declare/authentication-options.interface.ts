import type { BackendClass } from './authentication-backend.js';
import type { PermissionOption } from './combined-permission.js';
import type { HttpMethod } from './http-method.js';

/**
 * Who may use one verb.
 *
 * @publicApi
 */
export interface MethodAuthenticationOptions {
  /** One class, or several: the first that knows the caller wins. */
  readonly backend?: BackendClass | readonly BackendClass[];
  /** @default IsAuthenticated */
  readonly permission?: PermissionOption;
}

/**
 * Who may use an endpoint. What is left out comes from the module's `authentication`.
 *
 * @publicApi
 */
export interface AuthenticationOptions extends Pick<MethodAuthenticationOptions, 'backend'> {
  /**
   * One for all verbs, or one for each. Verbs that are left out of the second form fall back to
   * the module's permission, but never to `AllowAny`.
   *
   * @default IsAuthenticated
   */
  readonly permission?: PermissionOption | Readonly<Partial<Record<HttpMethod, PermissionOption>>>;
}

/**
 * What holds for one verb of an endpoint alone.
 *
 * @publicApi
 */
export interface MethodOptions {
  /** What is left out comes from the endpoint's `authentication`, then the module's. */
  readonly authentication?: MethodAuthenticationOptions;
}
