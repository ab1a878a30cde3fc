import { createHmac } from 'node:crypto';

import { SignJWT, UnsecuredJWT } from 'jose';

/** What the tests' applications verify tokens with. */
export const SECRET = 'a secret for tests, of more than sixty-four bytes, so that HS512 may use it';

/** As another library makes it. */
export function signed(claims: object, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg, typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}

/** With any header and any payload, JSON or not, and a good HS256 signature. */
export function forged(header: object, payload: unknown, secret = SECRET): string {
  const parts = [
    JSON.stringify(header),
    typeof payload === 'string' ? payload : JSON.stringify(payload),
  ];
  const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

export function unsecured(claims: object): string {
  return new UnsecuredJWT({ ...claims }).encode();
}

/** Seconds from now on. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export function basic(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** A way to call, and who is known by it. */
export interface Caller {
  readonly how: string;
  readonly who: 'nobody' | 'user' | 'admin';
  readonly headers: () => Promise<Record<string, string>>;
}

const ADMIN = { sub: 'ada', is_admin: true };

/** All but the last two are nobody. */
export const CALLERS: readonly Caller[] = [
  { how: 'no token', who: 'nobody', headers: () => Promise.resolve({}) },
  { how: 'garbage', who: 'nobody', headers: () => Promise.resolve(bearer('gar.ba.ge')) },
  { how: 'an expired token', who: 'nobody', headers: by({ ...ADMIN, exp: inSeconds(-60) }) },
  { how: 'a token of tomorrow', who: 'nobody', headers: by({ ...ADMIN, nbf: inSeconds(86_400) }) },
  { how: 'a wrong signature', who: 'nobody', headers: by(ADMIN, 'another secret'.repeat(4)) },
  {
    how: 'an unsigned token',
    who: 'nobody',
    headers: () => Promise.resolve(bearer(unsecured(ADMIN))),
  },
  { how: `somebody else's audience`, who: 'nobody', headers: by({ ...ADMIN, aud: 'others' }) },
  { how: 'the token of a user', who: 'user', headers: by({ sub: 'eve', is_admin: false }) },
  { how: 'the token of an admin', who: 'admin', headers: by({ ...ADMIN, exp: inSeconds(3600) }) },
];

function by(claims: object, secret = SECRET): Caller['headers'] {
  return async () => bearer(await signed(claims, secret));
}
