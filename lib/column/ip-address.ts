import { isIPv4, isIPv6 } from 'node:net';

/** `::ffff:c000:201`, an IPv4 address in an IPv6 one, as URLs write it. */
const MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * The one way to write an address, so that equal addresses are equal texts; `undefined` for what is
 * none. Zones (`fe80::1%eth0`) mean something on one machine only, and are none.
 *
 * @see RFC 5952, sections 4 and 5
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (text.includes('%') || !isIPv6(text)) return undefined;
  const compressed = new URL(`http://[${text}]`).hostname.slice(1, -1);
  return compressed.replace(
    MAPPED,
    (_all, high: string, low: string) => `::ffff:${dotted(high, low)}`,
  );
}

function dotted(...halves: readonly string[]): string {
  const bytes = halves
    .map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 255]);
  return bytes.join('.');
}
