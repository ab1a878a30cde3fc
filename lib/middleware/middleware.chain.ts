import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Middleware } from '../declare/middleware.js';
import { MiddlewareResponse } from '../declare/middleware-response.js';
import { Notes } from '../request/notes.js';
import { errorParts } from '../respond/error-answer.js';
import { foreseenAnswer } from '../respond/foreseen-answer.js';
import { replacement, send, sendChanged } from './response.sender.js';

/** What is asked of an instance. */
export type MiddlewareInstance = Pick<Middleware, 'process'>;

/** The middleware around the routes of one endpoint, as Fastify's hooks. */
export class MiddlewareChain {
  private readonly logger = new Logger('LightApi');
  private readonly passed = new Notes<FastifyRequest, MiddlewareInstance[]>();
  private instances: readonly MiddlewareInstance[] | undefined;

  /** @param made - asked for at the first request, when Nest has made them all */
  constructor(private readonly made: () => readonly MiddlewareInstance[]) {}

  /** `onRequest`: an answer of one of them is the end of the way in. */
  readonly before = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const passed: MiddlewareInstance[] = [];
    this.passed.set(request, passed);
    this.instances ??= this.made();
    for (const middleware of this.instances) {
      const answer = await this.call(middleware, request, null);
      if (answer !== undefined) return send(reply, answer);
      passed.push(middleware);
    }
    return undefined;
  };

  /**
   * `onSend`: those that let the request pass see what became of it, the last one first.
   *
   * @returns the payload to be sent; `undefined` for the one that is there
   */
  readonly after = async (
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<unknown> => {
    const passed = this.passed.get(request) ?? [];
    // An answer that fails later becomes another one, which is sent through here again.
    this.passed.delete(request);
    if (passed.length === 0) return undefined;
    const parts = { status: reply.statusCode, headers: reply.getHeaders(), payload };
    let response = new MiddlewareResponse(parts);
    for (const middleware of passed.toReversed()) {
      const answer = await this.call(middleware, request, response);
      if (answer !== undefined && answer !== response) response = replacement(response, answer);
    }
    return sendChanged(reply, parts, response);
  };

  /** What it answers; where it throws, that error's answer. */
  private async call(
    middleware: MiddlewareInstance,
    request: FastifyRequest,
    response: MiddlewareResponse | null,
  ): Promise<MiddlewareResponse | undefined> {
    try {
      const answer: unknown = await middleware.process(request, response);
      if (answer === undefined || answer === null) return undefined;
      if (answer instanceof MiddlewareResponse) return answer;
      throw new TypeError(
        `${middleware.constructor.name}.process() returned something that is no response. Return respond(status, body), or nothing.`,
      );
    } catch (error) {
      return this.failure(error, request);
    }
  }

  private failure(error: unknown, request: FastifyRequest): MiddlewareResponse {
    const answer = foreseenAnswer(error) ?? { status: 500, detail: 'internal server error' };
    if (answer.status >= 500) this.logger.error(error);
    return new MiddlewareResponse(errorParts(request, answer));
  }
}
