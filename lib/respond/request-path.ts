/** `http://host`, which a client may put before the path. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * The path of a request's target, encoded as it was sent.
 *
 * @see RFC 9112, section 3.2.2: a server takes whole URLs too
 */
export function requestPath(target: string): string {
  return target.replace(ORIGIN, '').split(/[?#]/, 1)[0] ?? '';
}
