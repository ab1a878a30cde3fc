import { isIP } from 'node:net';

import type { ConfigPlaces } from './config-places.js';

/** Networks that Fastify knows by name. */
const NAMED: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Bits of an address, by its version. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

const PATHS = ['trust_proxy', 'trustProxy'];

/** Proxies that Fastify would stop the start for, in words of its own. */
export function proxyProblems(
  proxies: readonly unknown[] | undefined,
  places: ConfigPlaces,
): string[] {
  const name = PATHS.find((path) => places.has([path])) ?? '';
  return (proxies ?? []).flatMap((proxy, at) =>
    typeof proxy !== 'string' || isProxy(proxy)
      ? []
      : [
          `${places.at([name, at])}: '${proxy}' is no address and no network. Write e.g. 10.0.0.7, 10.0.0.0/8 or ${[...NAMED].join(', ')}.`,
        ],
  );
}

function isProxy(text: string): boolean {
  if (NAMED.has(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const most = BITS[isIP(address)];
  if (most === undefined || rest.length > 0) return false;
  if (isIP(address) === 4 && bits !== undefined && isIP(bits) === 4) return true;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most)
  );
}
