import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

import { LRUCache } from 'lru-cache';

import type { KeysetPosition } from './page.interface.js';
import { BytesOfText, type PlaceValue } from './place.js';

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

/** Places that are remembered with their cursors, both ways, and the longest of them with its query. */
const MAX_KNOWN = 500;
const LONGEST_KNOWN = 1024;

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
  /**
   * Who reads on sends the cursor that was given last, and the first pages are everybody's: a third
   * of what a page costs is sealing and opening. Each is known with the query that it belongs to.
   */
  private readonly sealed = new LRUCache<string, string>({ max: MAX_KNOWN });
  private readonly opened = new LRUCache<string, Cursor>({ max: MAX_KNOWN });

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
    const values = position?.values.map(sealedValue) ?? null;
    const text = JSON.stringify([reversed, position?.inclusive ?? false, values]);
    const place = inQuery(text, query);
    const known = this.sealed.get(place);
    if (known !== undefined) return known;
    const cursor = this.encrypt(text, query);
    if (place.length + cursor.length <= LONGEST_KNOWN) {
      this.sealed.set(place, cursor);
      this.opened.set(inQuery(cursor, query), cursorOf(text));
    }
    return cursor.length > LONGEST ? undefined : cursor;
  }

  /** @returns `undefined` for what this codec has not made, or made for another query */
  open(cursor: string, query: string): Cursor | undefined {
    const known = this.opened.get(inQuery(cursor, query));
    if (known !== undefined) return known;
    const text = cursor.length > LONGEST ? undefined : this.decrypt(cursor, query);
    return text === undefined ? undefined : cursorOf(text);
  }

  private encrypt(text: string, query: string): string {
    const nonce = createHmac('sha256', this.nonceKey)
      .update(inQuery(text, query))
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(Buffer.from(query));
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString('base64url');
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

/** A text as one of a query: no two pairs of them are alike. */
function inQuery(text: string, query: string): string {
  return `${query.length}:${query}${text}`;
}

/** What is sealed, as JSON. */
type Sealed = readonly [
  reversed: boolean,
  inclusive: boolean,
  values: readonly SealedValue[] | null,
];

/** What eight bytes hold, and a little more. */
const INTEGER = /^-?\d{1,19}$/;

/** How what JSON has not, and SQLite holds in a column of any type, is read from its text. */
const OPENED = {
  bytes: (text: string) => Buffer.from(text, 'base64'),
  text: (text: string) => new BytesOfText(Buffer.from(text, 'base64')),
  number: Number,
  integer: (text: string) => BigInt.asIntN(64, BigInt(text)),
} as const satisfies Record<string, (text: string) => PlaceValue>;

/** What JSON has not is told by a word before it. */
type SealedValue = string | number | null | readonly [kind: keyof typeof OPENED, text: string];

function sealedValue(value: PlaceValue): SealedValue {
  if (value instanceof Uint8Array) return ['bytes', base64(value)];
  if (value instanceof BytesOfText) return ['text', base64(value.bytes)];
  if (typeof value === 'bigint') return ['integer', String(value)];
  if (typeof value === 'number' && !Number.isFinite(value)) return ['number', String(value)];
  return value as SealedValue;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function openedValue(value: SealedValue): PlaceValue {
  if (typeof value !== 'object' || value === null) return value;
  const [kind, text] = value;
  return OPENED[kind](text);
}

function cursorOf(text: string): Cursor | undefined {
  const said: unknown = JSON.parse(text);
  if (!isSealed(said)) return undefined;
  const [reversed, inclusive, values] = said;
  if (values === null) return { reversed, position: undefined };
  return { reversed, position: { values: values.map(openedValue), inclusive } };
}

/** Whoever knows the secret can seal anything: no object gets from there to a database. */
function isSealed(said: unknown): said is Sealed {
  if (!Array.isArray(said)) return false;
  const [reversed, inclusive, values] = said as readonly unknown[];
  if (typeof reversed !== 'boolean' || typeof inclusive !== 'boolean') return false;
  return values === null || (Array.isArray(values) && values.every(isSealedValue));
}

function isSealedValue(value: unknown): value is SealedValue {
  if (value === null || ['string', 'number'].includes(typeof value)) return true;
  if (!Array.isArray(value)) return false;
  const [kind, text] = value as readonly unknown[];
  if (typeof kind !== 'string' || typeof text !== 'string') return false;
  return Object.hasOwn(OPENED, kind) && (kind !== 'integer' || INTEGER.test(text));
}
