import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const KEY_BYTES = 32;
const SALT_BYTES = 16;

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** `scrypt$salt$key`, of Node's default cost: N 16384, r 8, p 1. */
const HASH = /^scrypt\$([\w+/]{22}==)\$([\w+/]{43}=)$/;

/**
 * What to store of a password: its salted scrypt key.
 *
 * @see RFC 7914
 * @publicApi
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password.normalize('NFC'), salt, KEY_BYTES);
  return ['scrypt', salt.toString('base64'), key.toString('base64')].join('$');
}

/**
 * Whether a password is the one that {@link hashPassword} hashed. Without a hash, as for a user who
 * does not exist, the answer is `false` after the same time.
 *
 * @example
 * ```ts
 * const user = await users.findOne({ name: username });
 * return (await verifyPassword(password, user?.password_hash)) ? { sub: user.name } : null;
 * ```
 * @publicApi
 */
export async function verifyPassword(
  password: string,
  hash: string | null | undefined,
): Promise<boolean> {
  const [, salt, key] = HASH.exec(hash ?? '') ?? [];
  const expected = Buffer.from(key ?? '', 'base64');
  const found = await derive(
    password.normalize('NFC'),
    salt === undefined ? randomBytes(SALT_BYTES) : Buffer.from(salt, 'base64'),
    KEY_BYTES,
  );
  return key !== undefined && timingSafeEqual(found, expected);
}

/**
 * Whether two secrets are the same text, in a time that does not tell how much of it is.
 *
 * @publicApi
 */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
