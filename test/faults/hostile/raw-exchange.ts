import { connect, type Socket } from 'node:net';

/** Longer than any request may take: what has not ended by then hangs. */
const PATIENCE_MS = 10_000;

/** What came back for bytes on a connection of their own. */
export interface RawAnswer {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** All that came. */
  readonly text: string;
  /** How many answers came: one request is one request. */
  readonly answers: number;
  /** Milliseconds to the last byte. */
  readonly took: number;
  readonly hangs: boolean;
}

/** How long a request that never becomes whole stays open, in milliseconds. */
const HALF_MS = 250;

/**
 * Sends bytes as they are, and reads until the server hangs up.
 *
 * @param isHalf - the bytes promise more: the client hangs up its side after a moment
 */
export async function rawExchange(url: string, bytes: Buffer, isHalf = false): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  // A server may hang up before it has read all: what it said counts.
  socket.on('error', () => undefined);
  socket.write(bytes);
  const half = isHalf ? setTimeout(() => socket.end(), HALF_MS) : undefined;
  const hangs = !(await closed(socket));
  clearTimeout(half);
  const text = Buffer.concat(received).toString('latin1');
  return { ...parts(text), text, took: performance.now() - began, hangs };
}

async function closed(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(false);
    }, PATIENCE_MS);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

const STATUS_LINE = /(?:^|\n|\}|\])HTTP\/1\.1 (\d{3}) /g;

function parts(text: string) {
  const statuses = [...text.matchAll(STATUS_LINE)].map(([, code]) => Number(code));
  const final = statuses.filter((status) => status >= 200);
  const start = text.startsWith('HTTP/1.1 100') ? text.indexOf('\r\n\r\n') + 4 : 0;
  const end = text.indexOf('\r\n\r\n', start);
  const headers = new Map(text.slice(start, end).split('\r\n').slice(1).map(headerOf));
  const body = Buffer.from(text.slice(end + 4), 'latin1').toString();
  return { status: final[0] ?? 0, headers, body, answers: final.length };
}

function headerOf(line: string): [string, string] {
  const [name = '', ...value] = line.split(': ');
  return [name.toLowerCase(), value.join(': ')];
}
