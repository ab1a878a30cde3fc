import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { requestIdOf } from '../request/request-id.js';
import { closeInStages } from './staged-close.js';

/** For how long a client is listened to that has had its time already, in milliseconds. */
const TOO_LATE_MS = 1_000;

/**
 * Ends a connection with an error in our shape, where there is no answer to write it to.
 *
 * @param request - the one that is refused, where there is one
 */
export function endWithError(socket: Duplex, status: number, request?: IncomingMessage): void {
  const { headers, body } = partsOf(status, request);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${reasonOf(status)}\r\n${lines.join('')}\r\n${body}`);
  if (socket instanceof Socket) closeInStages(socket, status === 408 ? TOO_LATE_MS : undefined);
}

/** What Node answers by itself: tunnels by hanging up, an unknown `Expect` by an empty 417. */
export function refuseOddities(server: Server): void {
  server.on('connect', (request, socket) => {
    // Node has taken its own listener off: without one, a client that resets would end the process.
    socket.on('error', () => {
      socket.destroy();
    });
    endWithError(socket, 400, request);
  });
  server.on('checkExpectation', (request, answer) => {
    const { headers, body } = partsOf(417, request);
    // Behind the answers to what came before it on the connection.
    answer.writeHead(417, headers).end(body);
  });
}

function partsOf(status: number, request: IncomingMessage | undefined) {
  const body = JSON.stringify({ detail: reasonOf(status) });
  return {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(request !== undefined && { 'X-Request-Id': requestIdOf(request) }),
      Connection: 'close',
    },
    body,
  };
}

function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? 'Bad Request';
}
