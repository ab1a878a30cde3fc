import { DriverException } from '@mikro-orm/core';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { DatabaseUnavailableError } from '../error/database-unavailable.error.js';
import { RequestError } from '../error/request.error.js';
import { UniqueViolationError } from '../error/unique-violation.error.js';
import { driverFailure } from '../store/driver-failure.js';
import { type ErrorAnswer, sendError } from './error-answer.js';
import { answerFastifyError } from './fastify-error.js';

/** Where Nest keeps what a filter's `@Catch` names. */
const CATCHES = '__filterCatchExceptions__';

/** What Nest says of a path that leads nowhere, with the path in it. */
const NO_ROUTE = /^Cannot [A-Z]+ [/*]/;

/**
 * Answers for everything that is thrown while a generated controller serves a request. Errors of
 * the application's own go to the application's own global filters, where there is one for them.
 */
@Catch()
export class LightApiErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('LightApi');

  constructor(private readonly config: ApplicationConfig) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (isFastifyError(error)) {
      answerFastifyError(error, requestOf(host), replyOf(host));
      return undefined;
    }
    const answer = answerOf(error instanceof DriverException ? foreseen(error) : error);
    if (answer === undefined) return this.unforeseen(error, host);
    if (answer.status >= 500) this.logger.error(error);
    sendError(requestOf(host), replyOf(host), answer);
    return undefined;
  }

  private unforeseen(error: unknown, host: ArgumentsHost): unknown {
    const filter = this.config
      .getGlobalFilters()
      .findLast(
        (candidate) => !(candidate instanceof LightApiErrorFilter) && handles(candidate, error),
      );
    if (filter) return filter.catch(error, host);
    this.logger.error(error);
    sendError(requestOf(host), replyOf(host), { status: 500, detail: 'internal server error' });
    return undefined;
  }
}

/** What MikroORM throws, for the application's queries and at both ends of a transaction. */
function foreseen(error: DriverException): Error {
  const kind = driverFailure(error)?.kind;
  if (kind === 'unavailable') return new DatabaseUnavailableError({ cause: error });
  if (kind === 'unique') return new UniqueViolationError([], { cause: error });
  return error;
}

function answerOf(error: unknown): ErrorAnswer | undefined {
  if (error instanceof RequestError) return error;
  if (error instanceof HttpException)
    return { status: error.getStatus(), detail: textOf(error.getResponse(), error.message) };
  return undefined;
}

/** Nest's exceptions hold a text, or an object with a `message` of one or more texts. */
function textOf(response: string | object, message: string): string {
  if (NO_ROUTE.test(message)) return 'not found';
  if (typeof response === 'string') return response;
  const told = (response as { message?: unknown }).message;
  if (Array.isArray(told)) return told.join('; ');
  return typeof told === 'string' ? told : message;
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
