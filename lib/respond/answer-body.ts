import type { FastifyReply, onSendHookHandler } from 'fastify';

import { Notes } from '../request/notes.js';

/** A text and its UTF-8. */
interface Encoded {
  readonly text: string;
  readonly bytes: Buffer;
}

const encodedTexts = new Notes<FastifyReply, Encoded>();

/** Lets a reply know the UTF-8 of its text, so that it need not be encoded for its length and for the socket again. */
export function noteBytes(reply: FastifyReply, encoded: Encoded): void {
  encodedTexts.set(reply, encoded);
}

/** `onSend`, behind all others: what they see, and may change, is a text. */
export const sendBytes: onSendHookHandler = (_request, reply, payload, done) => {
  const encoded = encodedTexts.get(reply);
  done(null, encoded !== undefined && payload === encoded.text ? encoded.bytes : payload);
};
