import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends lines as they are, for what no client library would send. */
export async function rawRequest(base: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

/** Sends requests together on one connection. @returns their statuses, in their order */
export async function pipelined(
  base: string,
  requests: readonly (readonly string[])[],
): Promise<number[]> {
  const text = await rawRequest(base, [
    requests.map((lines) => lines.join('\r\n')).join('\r\n\r\n'),
  ]);
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** The status line that comes back before a request is sent to its end. */
export async function earlyStatusLine(base: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString().split('\r\n', 1)[0] ?? '';
}
