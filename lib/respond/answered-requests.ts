import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The answer to the last request of each connection. */
const answers = new WeakMap<Duplex, ServerResponse>();

/** Has the requests of a server known to `isAnswered`. */
export function rememberAnswers(server: Server): void {
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    answers.set(socket, answer);
  });
}

/**
 * Whether a connection has an answer, and no end of it or of its request yet, e.g. as nobody reads the
 * body of a GET: when what comes can't be parsed, a second answer would be taken for a part of the first,
 * or for that to the next request.
 */
export function isAnswered(socket: Duplex): boolean {
  const answer = answers.get(socket);
  return answer?.headersSent === true && !(answer.req.complete && answer.writableFinished);
}
