import { STATUS_CODES } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { DetailEntry } from '../error/request.error.js';

/** An error as it leaves. */
export interface ErrorAnswer {
  readonly status: number;
  readonly detail: string | readonly DetailEntry[];
  readonly headers?: Readonly<Record<string, string>>;
}

const PROBLEM = 'application/problem+json';

/** Sends the answer of {@link errorParts}. */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: ErrorAnswer): void {
  const { status, headers, payload } = errorParts(request, answer);
  void reply.code(status).removeHeader('etag').headers(headers).send(payload);
}

/**
 * `{"detail": …}`, or an RFC 9457 problem for a client that asks for one.
 *
 * @see RFC 9457
 */
export function errorParts(request: FastifyRequest, { status, detail, headers }: ErrorAnswer) {
  const asProblem = (request.headers.accept ?? '').includes(PROBLEM);
  const type = `${asProblem ? PROBLEM : 'application/json'}; charset=utf-8`;
  return {
    status,
    headers: { ...headers, 'content-type': type },
    payload: JSON.stringify(asProblem ? problem(status, detail) : { detail }),
  };
}

function problem(status: number, detail: ErrorAnswer['detail']): object {
  const title = STATUS_CODES[status] ?? 'Error';
  return typeof detail === 'string'
    ? { type: 'about:blank', title, status, detail }
    : { type: 'about:blank', title, status, detail: 'Some members are wrong.', errors: detail };
}
