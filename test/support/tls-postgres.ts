import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

const FILES = join(import.meta.dirname, '..', 'fixtures', 'tls');

/** Of `localhost`, signed by itself. */
export const CERTIFICATE = join(FILES, 'certificate.pem');

/** What a client begins with that wants to encrypt: its length, and the code of the request. */
const SSL_REQUEST = 80_877_103;

/** PostgreSQL as it is behind TLS, which it gets by somebody in front of it; whoever wants none is hung up on. */
export class TlsPostgres implements AsyncDisposable {
  private constructor(
    readonly url: string,
    private readonly close: () => Promise<unknown>,
  ) {}

  /** @param url - of the database behind it, which is not encrypted */
  static async start(url: string): Promise<TlsPostgres> {
    const { hostname, port } = new URL(url);
    const key = readFileSync(join(FILES, 'key.pem'));
    const cert = readFileSync(CERTIFICATE);
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      sockets.add(client.on('error', () => undefined));
      client.once('data', (start: Buffer) => {
        if (start.readInt32BE(4) !== SSL_REQUEST) return client.destroy();
        client.write('S');
        const plain = new TLSSocket(client, { isServer: true, key, cert });
        const behind = connect(Number(port), hostname);
        for (const socket of [plain, behind]) sockets.add(socket.on('error', () => undefined));
        plain.pipe(behind).pipe(plain);
      });
    }).listen(0, 'localhost');
    await once(server, 'listening');
    const own = new URL(url);
    own.hostname = 'localhost';
    own.port = String((server.address() as AddressInfo).port);
    return new TlsPostgres(own.href, () => {
      for (const socket of sockets) socket.destroy();
      return once(server.close(), 'close');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
