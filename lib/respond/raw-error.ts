import { type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { closeInStages } from './staged-close.js';

/** For how long a client is listened to that has had its time already, in milliseconds. */
const TOO_LATE_MS = 1_000;

/** Ends a connection with an error in our shape, where there is no request to answer. */
export function endWithError(socket: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({ detail: reason });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  if (socket instanceof Socket) closeInStages(socket, status === 408 ? TOO_LATE_MS : undefined);
}

/** What Node answers by itself: tunnels by hanging up, an unknown `Expect` by an empty 417. */
export function refuseOddities(server: Server): void {
  server.on('connect', (_request, socket) => {
    // Node has taken its own listener off: without one, a client that resets would end the process.
    socket.on('error', () => {
      socket.destroy();
    });
    endWithError(socket, 400);
  });
  server.on('checkExpectation', ({ socket }) => {
    endWithError(socket, 417);
  });
}
