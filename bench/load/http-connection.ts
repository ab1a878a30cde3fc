import { connect, type Socket } from 'node:net';
import type { Request } from '../workload/workload.interface.js';

const EMPTY = Buffer.alloc(0);
const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** An answer that does not come, or not in the form that this client reads. */
export class ConnectionError extends Error {}

/** Who waits for the answer to the request in flight. */
export interface Receiver {
  answered(status: number): void;
  failed(error: Error): void;
}

/**
 * One keep-alive HTTP/1.1 connection, one request at a time, on a bare socket.
 *
 * The load generator has one CPU, which it shares with PostgreSQL, so what it spends on a request
 * bounds what a server can show. Retrieve cost it 87 µs with autocannon 9 and 34 µs this way, and
 * the servers to be measured need 60-120. It understands what these servers send: answers with a
 * `content-length`, and says so when it gets another.
 */
export class HttpConnection {
  #receiver: Receiver | undefined;
  #head: Buffer = EMPTY;
  #status = 0;
  /** bytes of the body that are still to come; undefined before the head is complete */
  #missing: number | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new ConnectionError('the server closed the connection'));
    });
  }

  static open(url: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(new HttpConnection(socket.off('error', reject), host));
      });
    });
  }

  exchange({ method, path, body }: Request, receiver: Receiver): void {
    if (this.socket.destroyed) {
      receiver.failed(new ConnectionError('the connection is closed'));
      return;
    }
    this.#receiver = receiver;
    const start = `${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\n`;
    this.socket.write(body === undefined ? `${start}\r\n` : start + withContent(body));
  }

  close(): void {
    this.socket.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#missing === undefined) this.#receiveHead(chunk);
    else this.#missing -= chunk.length;
    if (this.#missing === 0) this.#finish();
    else if (this.#missing !== undefined && this.#missing < 0) {
      this.#fail(new ConnectionError('more bytes than content-length says'));
    }
  }

  #receiveHead(chunk: Buffer): void {
    const received = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    const end = received.indexOf(HEAD_END);
    if (end < 0) {
      this.#head = received;
      return;
    }
    const head = received.toString('latin1', 0, end);
    const length = CONTENT_LENGTH.exec(head)?.[1];
    if (length === undefined) {
      this.#fail(new ConnectionError('an answer without content-length'));
      return;
    }
    this.#head = EMPTY;
    this.#status = Number(head.slice(9, 12));
    this.#missing = Number(length) - (received.length - end - HEAD_END.length);
  }

  #finish(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.#missing = undefined;
    receiver?.answered(this.#status);
  }

  #fail(error: Error): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.socket.destroy();
    receiver?.failed(error);
  }
}

function withContent(body: string): string {
  const length = Buffer.byteLength(body);
  return `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}
