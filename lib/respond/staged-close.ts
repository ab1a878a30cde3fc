import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** For how long a connection is read on after its last answer, in milliseconds. */
const LONGEST_MS = 5_000;

/** The same where nothing comes, in milliseconds. */
const QUIET_MS = 2_000;

/** How much of it is read on, in bytes: bodies of the usual limit many times over. */
const MOST_BYTES = 16 * 1_048_576;

const closing = new WeakSet<Socket>();

/**
 * Has a server close in stages what it closes after an answer. Node's `destroySoon` closes as soon
 * as the answer is written: what the client sends then is met by a reset, and with that the client
 * may lose an answer that it has not read yet.
 *
 * @see RFC 9112, section 9.6
 */
export function closeConnectionsInStages(server: Server): void {
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
  server.on(event, (socket: Socket) => {
    socket.destroySoon = () => {
      closeInStages(socket);
    };
  });
}

/**
 * Ends our side of a connection, throws away what still comes, and closes when the client has ended
 * its side too. Once the answer has left, a client that goes on has five seconds and 16 MiB, a silent
 * one two seconds.
 *
 * @param longest - milliseconds that a client has which goes on. @default 5000
 */
export function closeInStages(socket: Socket, longest = LONGEST_MS): void {
  if (closing.has(socket) || socket.destroyed) return;
  closing.add(socket);
  if (socket.writable) socket.end();
  // Those of Node's parser: a request that follows is not to be served any more.
  socket.removeAllListeners('data').on('data', () => undefined);
  const read = () => {
    readOn(socket, longest);
  };
  if (socket.writableFinished) read();
  else socket.once('finish', read);
  const close = () => {
    Socket.prototype.destroySoon.call(socket);
  };
  if (socket.readableEnded) close();
  else socket.once('end', close);
  socket.resume();
}

/** Whether a connection is being closed in stages. */
export function isClosingInStages(socket: Socket): boolean {
  return closing.has(socket);
}

/**
 * Bounds what is read of a refused request, in the same way. Its connection lives on where the body
 * ends before that; Node alone would read for as long as the client sends.
 */
export function boundRefused(request: IncomingMessage, answer: ServerResponse): void {
  const { socket } = request;
  if (request.complete || request.httpVersionMajor !== 1 || !(socket instanceof Socket)) return;
  answer.once('finish', () => {
    if (request.complete || socket.destroyed || closing.has(socket)) return;
    const stop = readOn(socket, LONGEST_MS);
    // After Node's parser, which has seen the same bytes.
    socket.on('data', function look() {
      if (!request.complete) return;
      socket.off('data', look);
      stop();
    });
  });
}

/** @returns what takes the bounds away */
function readOn(socket: Socket, longest: number): () => void {
  let bytes = 0;
  const giveUp = () => {
    socket.destroy();
  };
  const whole = setTimeout(giveUp, longest);
  const quiet = setTimeout(giveUp, QUIET_MS);
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) giveUp();
    else quiet.refresh();
  };
  const stop = () => {
    clearTimeout(whole);
    clearTimeout(quiet);
    socket.off('data', count).off('close', stop);
  };
  socket.on('data', count).once('close', stop);
  return stop;
}
