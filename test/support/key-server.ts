import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key of an identity provider: its published half, and what signs with the other. */
export interface ProviderKey {
  readonly published: JWK;
  sign(claims: object): Promise<string>;
}

export async function newKey(kid: string, alg = 'RS256'): Promise<ProviderKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return {
    published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (claims) => new SignJWT({ ...claims }).setProtectedHeader({ alg, kid }).sign(privateKey),
  };
}

/** An identity provider that publishes its keys. */
export class KeyServer {
  /** How often it was asked. */
  requests = 0;
  keys: readonly ProviderKey[] = [];
  isBroken = false;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<KeyServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const keyServer = new KeyServer(`http://127.0.0.1:${port}/jwks.json`, server);
    server.on('request', (_request, response) => {
      keyServer.requests += 1;
      const keys = keyServer.keys.map(({ published }) => published);
      response.writeHead(keyServer.isBroken ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys }));
    });
    return keyServer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
