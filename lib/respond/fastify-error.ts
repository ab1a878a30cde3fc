import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { sendError, type ErrorAnswer } from './error-answer.js';

/** What happened before a handler of ours was reached, by Fastify's code. */
const ANSWERS: Readonly<Record<string, ErrorAnswer>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, detail: 'the body has to be application/json' },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, detail: 'the body is too large' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    detail: 'the body is not as long as Content-Length says',
  },
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: { status: 400, detail: 'content-type: a QUERY needs one' },
  FST_ERR_BAD_URL: { status: 400, detail: 'the path is not percent-encoded correctly' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, detail: 'not found' },
};

const BROKEN_JSON: ErrorAnswer = {
  status: 400,
  detail: `the body is not valid JSON, or has a member '__proto__' or 'constructor.prototype'`,
};

const UNFORESEEN: ErrorAnswer = { status: 500, detail: 'internal server error' };

/** Answers an error that Fastify met: a body that can't be parsed, mostly. */
export function answerFastifyError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const known = Object.hasOwn(ANSWERS, error.code) ? ANSWERS[error.code] : undefined;
  if (known === undefined && !isClientError(error)) request.log.error(error);
  sendError(request, reply, known ?? (isClientError(error) ? BROKEN_JSON : UNFORESEEN));
}

/** Nest's and Fastify's own parsers say 400 in one of two ways. */
function isClientError(error: FastifyError & { status?: unknown }): boolean {
  return error.statusCode === 400 || error.status === 400 || error instanceof SyntaxError;
}
