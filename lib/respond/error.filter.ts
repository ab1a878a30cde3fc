import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, type Type } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { PermissionDeniedError } from '../error/permission-denied.error.js';
import { takeBackAnswer } from './answer-headers.js';
import { sendError } from './error-answer.js';
import { answerFastifyError } from './fastify-error.js';
import { foreseenAnswer } from './foreseen-answer.js';
import { globalFilters } from './global-filters.js';
import { answerMessage, isOfMessage, messageError } from './message-error.js';

/** Where Nest keeps what a filter's `@Catch` names. */
const CATCHES = '__filterCatchExceptions__';

/**
 * Answers for everything that is thrown while a generated controller serves a request, or one that
 * names it in `@UseFilters`. Errors of the application's own go to the application's own global
 * filters, where there is one for them. Handlers of messages are answered as Nest answers them, with the
 * `detail` as the message.
 *
 * @publicApi
 */
@Catch()
export class LightApiErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('LightApi');

  constructor(private readonly config: ApplicationConfig) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (isOfMessage(host)) return this.answerMessage(error, host);
    // A resolver of GraphQL, say, whose errors are told by GraphQL.
    if (host.getType() !== 'http') throw error;
    if (isFastifyError(error)) {
      answerFastifyError(error, requestOf(host), replyOf(host));
      return undefined;
    }
    const answer = foreseenAnswer(error);
    if (answer === undefined) return this.unforeseen(error, host);
    if (answer.status >= 500) this.logger.error(error);
    else if (error instanceof PermissionDeniedError && error.cause !== undefined)
      this.logger.warn(error.cause);
    sendError(requestOf(host), replyOf(host), answer);
    return undefined;
  }

  /** In handlers of messages, which have the service too. */
  private answerMessage(error: unknown, host: ArgumentsHost): unknown {
    const { payload, isFault } = messageError(error);
    if (isFault) this.logger.error(error);
    return answerMessage(host, payload);
  }

  private unforeseen(error: unknown, host: ArgumentsHost): unknown {
    const filter = globalFilters(this.config, requestOf(host)).findLast(
      (candidate) => !(candidate instanceof LightApiErrorFilter) && handles(candidate, error),
    );
    if (filter) {
      takeBackAnswer(replyOf(host));
      return filter.catch(error, host);
    }
    this.logger.error(error);
    sendError(requestOf(host), replyOf(host), { status: 500, detail: 'internal server error' });
    return undefined;
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && code.startsWith('FST_');
}

function handles(filter: ExceptionFilter, error: unknown): boolean {
  const types = (Reflect.getMetadata(CATCHES, filter.constructor) ?? []) as Type<unknown>[];
  return types.length === 0 || types.some((type) => error instanceof type);
}

function requestOf(host: ArgumentsHost): FastifyRequest {
  return host.switchToHttp().getRequest<FastifyRequest>();
}

function replyOf(host: ArgumentsHost): FastifyReply {
  return host.switchToHttp().getResponse<FastifyReply>();
}
