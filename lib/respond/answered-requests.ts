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
 * Whether what comes on a connection is still of a request that has its answer, e.g. as nobody reads
 * the body of a GET: when it can't be parsed, a second answer would be taken for that to the next.
 */
export function isAnswered(socket: Duplex): boolean {
  const answer = answers.get(socket);
  return answer?.headersSent === true && !answer.req.complete;
}
