import { KeyObject } from 'node:crypto';

import type { errors, FetchImplementation, JWTHeaderParameters } from 'jose';

import { AuthenticationUnavailableError } from '../error/authentication-unavailable.error.js';
import { optionalPackage } from '../package/optional-package.js';

/** Gives the key that a token's header asks for; `undefined` where there is none. */
export type JwtKeySource = (header: JWTHeaderParameters) => Promise<KeyObject | undefined>;

/** How long the keys may take to come, in milliseconds. */
const TIMEOUT = 3_000;

/** For how long the provider is not asked again about a key that is not among good ones; milliseconds. */
const PAUSE = 30_000;

/** The same while there are no keys, or only old ones, so that no token can be checked. */
const PAUSE_WITHOUT_KEYS = 5_000;

/** @throws {@link ConfigurationError} where keys are published, and `jose` is not installed */
export async function openKeySource(source: KeyObject | URL): Promise<JwtKeySource> {
  if (source instanceof KeyObject) return () => Promise.resolve(source);
  const jose = await optionalPackage('jose', () => import('jose'), `'jwt.jwksUrl'`);
  // Keys are kept for ten minutes; an unknown one has them fetched anew, at most every 30 seconds.
  const find = jose.createRemoteJWKSet(source, {
    timeoutDuration: TIMEOUT,
    cooldownDuration: PAUSE,
    [jose.customFetch]: seldom(() => (find.fresh ? PAUSE : PAUSE_WITHOUT_KEYS)),
  });
  return async (header) => {
    try {
      return KeyObject.from(await find(header));
    } catch (error) {
      if (isUnknownKey(error)) return undefined;
      throw new AuthenticationUnavailableError({ cause: error });
    }
  };
}

/** Fetches what was not asked for a while: `jose` pauses after answers only, and not after failures. */
function seldom(pause: () => number): FetchImplementation {
  let askedAt = -Infinity;
  return (url, options) => {
    const now = Date.now();
    if (now - askedAt < pause())
      return Promise.reject(new Error(`${url} failed a moment ago, and is not asked again yet`));
    askedAt = now;
    return fetch(url, options);
  };
}

/** The provider answered, and has no such key, or has more than one that would do. */
function isUnknownKey(error: unknown): boolean {
  const { code } = error as Partial<errors.JOSEError>;
  return code === 'ERR_JWKS_NO_MATCHING_KEY' || code === 'ERR_JWKS_MULTIPLE_MATCHING_KEYS';
}
