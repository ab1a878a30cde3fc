import { existsSync } from 'node:fs';
import { peerOf, type ServerName } from './server.table.js';

/** Where the peers' packages are, seen from the compiled `bench/dist/servers`. */
const PACKAGES = new URL('../../peers/node_modules/', import.meta.url);

/** What installs them: nobody who installs the project gets them. */
export const INSTALL_PEERS = 'npm ci --prefix bench/peers';

/** Servers whose package is not there. */
export function missingPeers(servers: readonly ServerName[]): ServerName[] {
  return servers.filter((server) => {
    const peer = peerOf(server);
    return peer !== undefined && !existsSync(new URL(`${peer.package}/package.json`, PACKAGES));
  });
}
