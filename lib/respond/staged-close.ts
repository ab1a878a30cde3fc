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

/** What bounds the reading of a connection, while it does. */
const bounds = new WeakMap<Socket, ReadingBound>();

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
 * its side too, or has sent 16 MiB. Once the answer has left, a client that goes on has five seconds,
 * a silent one two.
 *
 * @param longest - milliseconds that a client has which goes on. @default 5000
 */
export function closeInStages(socket: Socket, longest = LONGEST_MS): void {
  if (closing.has(socket) || socket.destroyed) return;
  closing.add(socket);
  if (socket.writable) socket.end();
  // Those of Node's parser: a request that follows is not to be served any more.
  socket.removeAllListeners('data');
  const bound = bounds.get(socket) ?? new ReadingBound(socket);
  bound.count();
  const leave = () => {
    bound.start(longest);
  };
  if (socket.writableFinished) leave();
  else socket.once('finish', leave);
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
    const bound = new ReadingBound(socket);
    bound.count();
    bound.start(LONGEST_MS);
    // After Node's parser, which has seen the same bytes.
    socket.on('data', function look() {
      if (!request.complete) return;
      socket.off('data', look);
      bound.lift();
    });
  });
}

/** Gives a connection up of which too many bytes are read on, or for too long once it is started. */
class ReadingBound {
  private bytes = 0;
  private whole: NodeJS.Timeout | undefined;
  private quiet: NodeJS.Timeout | undefined;

  constructor(private readonly socket: Socket) {
    bounds.set(socket, this);
    socket.once('close', this.lift);
  }

  /** What comes from now on, besides what was counted before. */
  count(): void {
    this.socket.on('data', this.add);
  }

  start(longest: number): void {
    if (this.socket.destroyed || this.whole !== undefined) return;
    this.whole = setTimeout(this.giveUp, longest);
    this.quiet = setTimeout(this.giveUp, QUIET_MS);
  }

  readonly lift = (): void => {
    clearTimeout(this.whole);
    clearTimeout(this.quiet);
    this.socket.off('data', this.add).off('close', this.lift);
    bounds.delete(this.socket);
  };

  private readonly add = (chunk: Buffer): void => {
    this.bytes += chunk.length;
    if (this.bytes > MOST_BYTES) this.giveUp();
    else this.quiet?.refresh();
  };

  private readonly giveUp = (): void => {
    this.socket.destroy();
  };
}
