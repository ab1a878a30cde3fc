import { Logger } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { sendError } from './error-answer.js';
import { answerFastifyError } from './fastify-error.js';
import { foreseenAnswer } from './foreseen-answer.js';

const logger = new Logger('LightApi');

/** Answers for what is thrown before Nest is reached: by Fastify, or by those who admit requests. */
export function answerRouteError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const answer = foreseenAnswer(error);
  if (answer === undefined && !isFastifys(error)) logger.error(error);
  if (answer === undefined) {
    answerFastifyError(error, request, reply);
    return;
  }
  if (answer.status >= 500) logger.error(error);
  sendError(request, reply, answer);
}

/** Its own, and what its parsers throw. */
function isFastifys({ code, statusCode }: Partial<FastifyError>): boolean {
  return code?.startsWith('FST_') === true || statusCode !== undefined;
}
