import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a pooler tells the server of what a session begins with. */
const TOLD = new Set(['user', 'database', 'client_encoding']);

/** In front of a message of the protocol: its length and, in the first one, the version. */
const HEAD_BYTES = 8;

/** Between a client and PostgreSQL, as PgBouncer with `ignore_startup_parameters`. */
export class DeafPooler implements AsyncDisposable {
  private constructor(
    readonly url: string,
    /** what its clients have sent in sessions that are over */
    readonly ended: readonly string[],
    private readonly close: () => Promise<unknown>,
  ) {}

  /** @param url - of the database behind it, which is not encrypted */
  static async start(url: string): Promise<DeafPooler> {
    const { hostname, port } = new URL(url);
    const sockets = new Set<Socket>();
    const ended: string[] = [];
    const server = createServer((client) => {
      const behind = connect(Number(port), hostname);
      for (const socket of [client, behind]) sockets.add(socket.on('error', () => undefined));
      client.once('data', (start: Buffer) => {
        behind.write(quieter(start));
        client.pipe(behind);
        let sent = '';
        client.on('data', (bytes: Buffer) => (sent += bytes.toString()));
        client.once('close', () => ended.push(sent));
      });
      behind.pipe(client);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const own = new URL(url);
    own.hostname = '127.0.0.1';
    own.port = String((server.address() as AddressInfo).port);
    return new DeafPooler(own.href, ended, () => {
      for (const socket of sockets) socket.destroy();
      return once(server.close(), 'close');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html StartupMessage */
function quieter(start: Buffer): Buffer {
  const words = start.toString('utf8', HEAD_BYTES).split('\0');
  const pairs = words.flatMap((name, at) =>
    at % 2 === 0 && TOLD.has(name) ? `${name}\0${words[at + 1] ?? ''}\0` : [],
  );
  const body = Buffer.from(`${pairs.join('')}\0`);
  const head = Buffer.from(start.subarray(0, HEAD_BYTES));
  head.writeInt32BE(HEAD_BYTES + body.length);
  return Buffer.concat([head, body]);
}
