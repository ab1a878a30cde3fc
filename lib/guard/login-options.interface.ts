import type { Type } from '@nestjs/common';

import type { Awaitable } from '../declare/hook-results.types.js';
import type { RateLimits } from '../declare/rate-limits.interface.js';
import type { JwtAlgorithm } from './jwt-options.interface.js';

/**
 * Tells who a name and a password belong to.
 *
 * @returns the user, as `request.user` and the token say it; `null` where they belong to nobody
 * @publicApi
 */
export type LoginFunction = (
  username: string,
  password: string,
) => Awaitable<object | null | undefined>;

/**
 * A {@link LoginFunction} as a class that Nest injects into.
 *
 * @publicApi
 */
export interface LoginValidator {
  validate: LoginFunction;
}

/**
 * How users log in: `POST {authPath}/login`, and `/token`, which is the same.
 *
 * @publicApi
 */
export interface LoginOptions {
  /** With `forRootAsync`, it is given beside the factory instead. @default '/auth' */
  readonly authPath?: string;
  /** A throw refuses, and is logged. `BasicAuthentication` asks it too. */
  readonly loginValidator: LoginFunction | Type<LoginValidator>;
  /** How long a token is good, in seconds. @default 3600 */
  readonly jwtExpiration?: number;
  /** The members of the user that the token says. @default all */
  readonly jwtExtraClaims?: readonly string[];
  /** How tokens are signed. @default the first of `jwt.algorithms`, which is HS256 */
  readonly jwtAlgorithm?: JwtAlgorithm;
  /**
   * Logins, and wrong passwords of `BasicAuthentication`, for each client address.
   *
   * @default 10 a minute, 100 an hour, 1000 a day
   */
  readonly rateLimit?: RateLimits | false;
}
