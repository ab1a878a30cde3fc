import type { FastifyReply, onSendHookHandler } from 'fastify';

import { Notes } from '../request/notes.js';

/** The text of a page and its UTF-8. */
interface Encoded {
  readonly text: string;
  readonly bytes: Buffer;
}

const encodedTexts = new Notes<FastifyReply, Encoded>();

/** Lets a reply know the UTF-8 of its text, which is not encoded again then, for its length and for the socket. */
export function noteBytes(reply: FastifyReply, encoded: Encoded): void {
  encodedTexts.set(reply, encoded);
}

/**
 * `onSend`, behind those of the application and of its routes: what they see, and may change, is a text, whatever
 * letters are in it.
 */
export const sendBytes: onSendHookHandler = (_request, reply, payload, done) => {
  const encoded = encodedTexts.get(reply);
  // A client that reads slowly keeps the reply alive, and it the text.
  encodedTexts.delete(reply);
  done(null, encoded !== undefined && payload === encoded.text ? encoded.bytes : payload);
};
