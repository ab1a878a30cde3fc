import { STATUS_CODES } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { DetailEntry } from '../error/request.error.js';
import { knownRequestId, REQUEST_ID_HEADER } from '../request/request-id.js';
import { PROBLEM, prefersProblem } from './accepted-form.js';
import { takeBackAnswer } from './answer-headers.js';
import { boundRefused } from './staged-close.js';

/** An error as it leaves. */
export interface ErrorAnswer {
  readonly status: number;
  readonly detail: string | readonly DetailEntry[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the answer of {@link errorParts}. */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: ErrorAnswer): void {
  const { status, headers, payload } = errorParts(request, answer);
  boundRefused(request.raw, reply.raw);
  takeBackAnswer(reply);
  void reply.code(status).headers(headers).send(payload);
}

/**
 * `{"detail": …}`, or an RFC 9457 problem for a client that asks for one.
 *
 * @see RFC 9457
 */
export function errorParts(request: FastifyRequest, answer: ErrorAnswer) {
  const asProblem = prefersProblem(request.headers.accept);
  const id = knownRequestId(request.raw);
  const type = `${asProblem ? PROBLEM : 'application/json'}; charset=utf-8`;
  return {
    status: answer.status,
    headers: {
      ...(id !== undefined && { [REQUEST_ID_HEADER]: id }),
      ...answer.headers,
      'content-type': type,
    },
    payload: JSON.stringify(asProblem ? problem(answer, id) : { detail: answer.detail }),
  };
}

function problem({ status, detail }: ErrorAnswer, id: string | undefined): object {
  const common = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status };
  const told =
    typeof detail === 'string' ? { detail } : { detail: 'Some members are wrong.', errors: detail };
  return { ...common, ...told, ...(id !== undefined && { request_id: id }) };
}
