import { KeyObject } from 'node:crypto';

import type { errors, JWTHeaderParameters } from 'jose';

import { AuthenticationUnavailableError } from '../error/authentication-unavailable.error.js';
import { optionalPackage } from '../package/optional-package.js';

/** Gives the key that a token's header asks for; `undefined` where there is none. */
export type JwtKeySource = (header: JWTHeaderParameters) => Promise<KeyObject | undefined>;

/** How long the keys may take to come, in milliseconds. */
const TIMEOUT = 3_000;

/** @throws {@link ConfigurationError} where keys are published, and `jose` is not installed */
export async function openKeySource(source: KeyObject | URL): Promise<JwtKeySource> {
  if (source instanceof KeyObject) return () => Promise.resolve(source);
  const jose = await optionalPackage('jose', () => import('jose'), `'jwt.jwksUrl'`);
  // Keys are kept for ten minutes; an unknown one has them fetched anew, at most every 30 seconds.
  const find = jose.createRemoteJWKSet(source, { timeoutDuration: TIMEOUT });
  return async (header) => {
    try {
      return KeyObject.from(await find(header));
    } catch (error) {
      if (isUnknownKey(error)) return undefined;
      throw new AuthenticationUnavailableError({ cause: error });
    }
  };
}

/** The provider answered, and has no such key, or has more than one that would do. */
function isUnknownKey(error: unknown): boolean {
  const { code } = error as Partial<errors.JOSEError>;
  return code === 'ERR_JWKS_NO_MATCHING_KEY' || code === 'ERR_JWKS_MULTIPLE_MATCHING_KEYS';
}
