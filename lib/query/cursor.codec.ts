import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

import type { DriverValue } from '../column/column-codec.interface.js';
import type { KeysetPosition } from './page.interface.js';

/** Where a cursor points: behind a place, or before it; without a place, to an end. */
export interface Cursor {
  readonly position: KeysetPosition | undefined;
  readonly reversed: boolean;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Room for the ordering values of a row, within what Node accepts of a request's head. */
const LONGEST = 12_000;

/**
 * Makes cursors that say nothing to others, and takes only its own: authenticated encryption, with
 * the query as associated data. A cursor holds the values of a row, which a serializer may hide.
 *
 * Equal places give equal cursors, so that equal pages are equal byte for byte: the nonce is an
 * HMAC of all that is encrypted.
 *
 * @see NIST SP 800-38D
 */
export class CursorCodec {
  // Not Buffers: of those Node makes a key each time, which costs five times what using it does.
  private readonly key: KeyObject;
  private readonly nonceKey: KeyObject;

  /** @param secret - the same for all processes that serve the API */
  constructor(secret: string) {
    const keys = hkdfSync('sha256', secret, '', 'nestjs-lightapi cursor', 2 * KEY_BYTES);
    this.key = createSecretKey(Buffer.from(keys, 0, KEY_BYTES));
    this.nonceKey = createSecretKey(Buffer.from(keys, KEY_BYTES));
  }

  /**
   * @param query - the fingerprint of the query that the cursor belongs to
   * @returns `undefined` where the place has values so long that no request could send them back
   */
  seal({ position, reversed }: Cursor, query: string): string | undefined {
    const text = JSON.stringify([reversed, position?.inclusive ?? false, position?.values ?? null]);
    const nonce = createHmac('sha256', this.nonceKey)
      .update(`${query.length}:${query}${text}`)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(Buffer.from(query));
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    const cursor = Buffer.concat(sealed).toString('base64url');
    return cursor.length > LONGEST ? undefined : cursor;
  }

  /** @returns `undefined` for what this codec has not made, or made for another query */
  open(cursor: string, query: string): Cursor | undefined {
    const text = cursor.length > LONGEST ? undefined : this.decrypt(cursor, query);
    if (text === undefined) return undefined;
    const said: unknown = JSON.parse(text);
    if (!isSealed(said)) return undefined;
    const [reversed, inclusive, values] = said;
    return { reversed, position: values === null ? undefined : { values, inclusive } };
  }

  private decrypt(cursor: string, query: string): string | undefined {
    const sealed = Buffer.from(cursor, 'base64url');
    // Node ignores what is no base64url; one cursor has one spelling.
    if (sealed.length <= NONCE_BYTES + TAG_BYTES || sealed.toString('base64url') !== cursor)
      return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(query))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
      return text + decipher.final('utf8');
    } catch {
      return undefined; // The tag does not fit: that is all that final() throws for.
    }
  }
}

/** What is sealed, as JSON. */
type Sealed = readonly [
  reversed: boolean,
  inclusive: boolean,
  values: readonly DriverValue[] | null,
];

/** Whoever knows the secret can seal anything: no object gets from there to a database. */
function isSealed(said: unknown): said is Sealed {
  if (!Array.isArray(said)) return false;
  const [reversed, inclusive, values] = said as readonly unknown[];
  if (typeof reversed !== 'boolean' || typeof inclusive !== 'boolean') return false;
  return values === null || (Array.isArray(values) && values.every(isScalar));
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number'].includes(typeof value);
}
