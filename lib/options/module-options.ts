/** What servers of `LightApi` are told, and the module is not to see. */
const OF_SERVERS = new Set(['trustProxy', 'logs']);

/** What of a server's options the module has: an adapter of the application's own has the rest. */
export function moduleOptions<T extends object>(options: T): Omit<T, 'trustProxy' | 'logs'> {
  const own = Object.entries(options).filter(([name]) => !OF_SERVERS.has(name));
  return Object.fromEntries(own) as Omit<T, 'trustProxy' | 'logs'>;
}
