import { STATUS_CODES } from 'node:http';

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
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, detail: 'the body is empty' },
  FST_ERR_BAD_URL: { status: 400, detail: 'the path is not percent-encoded correctly' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, detail: 'not found' },
};

const BROKEN_JSON: ErrorAnswer = {
  status: 400,
  detail: `the body is not valid JSON, or has a member '__proto__' or 'constructor.prototype'`,
};

/** Answers an error that Fastify met: a body that can't be parsed, or a refusal of a plugin, mostly. */
export function answerFastifyError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const known = Object.hasOwn(ANSWERS, error.code) ? ANSWERS[error.code] : undefined;
  const answer = known ?? (isClientError(error) ? BROKEN_JSON : refusal(error));
  if (answer.status >= 500) request.log.error(error);
  sendError(request, reply, answer);
}

/** What an error says of itself, as plugins' do; its text is for clients where they are to blame. */
function refusal({ statusCode = 500, message }: FastifyError): ErrorAnswer {
  const status = statusCode >= 400 && statusCode in STATUS_CODES ? statusCode : 500;
  const reason = STATUS_CODES[status]?.toLowerCase() ?? '';
  return { status, detail: status >= 500 || message === '' ? reason : message };
}

/** Nest's and Fastify's own parsers say 400 in one of two ways. */
function isClientError(error: FastifyError & { status?: unknown }): boolean {
  return error.statusCode === 400 || error.status === 400 || error instanceof SyntaxError;
}
