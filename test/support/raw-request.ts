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
