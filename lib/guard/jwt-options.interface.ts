import type { KeyObject } from 'node:crypto';

/** How tokens may be signed. `none` is not among them. */
export const JWT_ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const;

/**
 * A signature algorithm of RFC 7518, section 3.1; `none` is not among them.
 *
 * @publicApi
 */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/**
 * Which tokens `JWTAuthentication` accepts. One of `secret`, `publicKey` and `jwksUrl` is given:
 * a symmetric and an asymmetric key together would let one be taken for the other.
 *
 * @see RFC 8725
 * @publicApi
 */
export interface JwtOptions {
  /** At least 32 bytes for HS256. @default `LIGHTAPI_JWT_SECRET`, in servers of `LightApi` */
  readonly secret?: string | Uint8Array;
  /** PEM, of the party that signs. */
  readonly publicKey?: string | KeyObject;
  /** Where the party that signs publishes its keys; needs the package `jose`. */
  readonly jwksUrl?: string | URL;
  /** @default HS256 for a secret; what the public key is for; RS256 and ES256 for `jwksUrl` */
  readonly algorithms?: readonly JwtAlgorithm[];
  /** The `iss` that tokens must have. @default any, or none */
  readonly issuer?: string | readonly string[];
  /** What `aud` must name one of. @default none: tokens that have an `aud` are refused */
  readonly audience?: string | readonly string[];
  /**
   * By how many seconds, from 0 to 300, clocks may differ when `exp`, `nbf` and `iat` are checked.
   *
   * @default 5
   */
  readonly leeway?: number;
}
