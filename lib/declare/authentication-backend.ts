import type { Type } from '@nestjs/common';

import type { Awaitable } from './hook-results.types.js';
import type { LightApiRequest } from './light-api-request.interface.js';

/**
 * How credentials are sent, in OpenAPI's words.
 *
 * @publicApi
 */
export interface SecurityScheme {
  /** Where and how the credentials are sent. */
  readonly type: 'http' | 'apiKey' | 'mutualTLS' | 'oauth2' | 'openIdConnect';
  readonly [word: string]: unknown;
}

/**
 * Finds out who calls. Subclasses are classes that Nest injects into; name them in
 * `authentication.backend`.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class ApiKeyAuthentication extends AuthenticationBackend {
 *   override readonly challenge = 'ApiKey realm="api"';
 *
 *   constructor(private readonly keys: ApiKeys) {
 *     super();
 *   }
 *
 *   authenticate(request: LightApiRequest) {
 *     return this.keys.ownerOf(request.headers['x-api-key']);
 *   }
 * }
 * ```
 * @publicApi
 */
export abstract class AuthenticationBackend {
  /**
   * How the document of the API describes the credentials.
   *
   * @see OpenAPI 3.1, Security Scheme Object
   * @default what `challenge` says
   * @example
   * ```ts
   * static override readonly securityScheme = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };
   * ```
   */
  static readonly securityScheme: SecurityScheme | undefined = undefined;

  /**
   * What a 401 says in `WWW-Authenticate`.
   *
   * @see RFC 9110, section 11.6.1
   * @default 'Bearer realm="api"'
   */
  readonly challenge: string = 'Bearer realm="api"';

  /**
   * Called before the body is read.
   *
   * @returns an object, which becomes `request.user`; `null` or `undefined` where the request has
   * no credentials of this kind, or wrong ones
   */
  abstract authenticate(request: LightApiRequest): Awaitable<object | null | undefined>;
}

/** A class that authenticates; its constructor's parameters are injected. */
export type BackendClass = Type<AuthenticationBackend> & {
  /** How the document of the API describes the credentials. */
  readonly securityScheme?: SecurityScheme | undefined;
};
