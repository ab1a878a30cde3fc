/** JSON as it is sent. */
export type AnswerBody = string | Buffer;

/**
 * A text that is not ASCII as UTF-8: its digest, its length and the socket would each encode it once more. ASCII stays
 * a text, which Node sends in one piece with the head of the answer.
 */
export function answerBody(text: string): AnswerBody {
  const bytes = Buffer.from(text);
  return bytes.length === text.length ? text : bytes;
}
