import { Inject, Injectable, Optional } from '@nestjs/common';

import { AuthenticationBackend, type SecurityScheme } from '../declare/authentication-backend.js';
import type { Awaitable } from '../declare/hook-results.types.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { basicCredentials } from './authorization-header.js';
import { CredentialValidator } from './credential.validator.js';
import { GuessLimit } from './guess-limit.js';

/**
 * Takes a name and a password from `Authorization: Basic`, and asks `auth.loginValidator` whose
 * they are; a subclass overrides `validateCredentials` to ask somebody else. Wrong passwords count
 * as logins do, by `auth.rateLimit`.
 *
 * @see RFC 7617
 * @publicApi
 */
@Injectable()
export class BasicAuthentication extends AuthenticationBackend {
  static override readonly securityScheme: SecurityScheme = { type: 'http', scheme: 'basic' };

  override readonly challenge: string = 'Basic realm="api", charset="UTF-8"';

  @Optional()
  @Inject(CredentialValidator)
  private readonly validator?: CredentialValidator;

  @Optional()
  @Inject(GuessLimit)
  private readonly guesses?: GuessLimit;

  async authenticate(request: LightApiRequest): Promise<object | null | undefined> {
    const credentials = basicCredentials(request);
    if (credentials === undefined) return undefined;
    const ask = () => this.validateCredentials(credentials.username, credentials.password);
    return this.guesses === undefined ? ask() : this.guesses.attempt(request, ask);
  }

  /** @returns the user, which becomes `request.user`; `null` or `undefined` for wrong credentials */
  validateCredentials(username: string, password: string): Awaitable<object | null | undefined> {
    return this.validator?.userOf(username, password);
  }
}
