import { Inject, Injectable } from '@nestjs/common';

import { AuthenticationBackend, type SecurityScheme } from '../declare/authentication-backend.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { bearerToken } from './authorization-header.js';
import { JwtTokens } from './jwt-tokens.js';

/**
 * Takes a JSON Web Token from `Authorization: Bearer`, and from nowhere else; its payload is
 * `request.user`. Which tokens are accepted is said by the module's `jwt`.
 *
 * @see RFC 6750
 * @publicApi
 */
@Injectable()
export class JWTAuthentication extends AuthenticationBackend {
  static override readonly securityScheme: SecurityScheme = {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  };

  /** @param tokens - verifies what the header has */
  constructor(@Inject(JwtTokens) protected readonly tokens: JwtTokens) {
    super();
  }

  async authenticate(request: LightApiRequest): Promise<object | null | undefined> {
    const token = bearerToken(request);
    return token === undefined ? undefined : this.tokens.verify(token);
  }
}
