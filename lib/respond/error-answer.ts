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

/**
 * Sends `{"detail": …}`, or an RFC 9457 problem to a client that asks for one.
 *
 * @see RFC 9457
 */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: ErrorAnswer): void {
  const asProblem = (request.headers.accept ?? '').includes(PROBLEM);
  const { status, detail, headers = {} } = answer;
  void reply
    .code(status)
    .removeHeader('etag')
    .headers(headers)
    .header('content-type', `${asProblem ? PROBLEM : 'application/json'}; charset=utf-8`)
    .send(JSON.stringify(asProblem ? problem(status, detail) : { detail }));
}

function problem(status: number, detail: ErrorAnswer['detail']): object {
  const title = STATUS_CODES[status] ?? 'Error';
  return typeof detail === 'string'
    ? { type: 'about:blank', title, status, detail }
    : { type: 'about:blank', title, status, detail: 'Some members are wrong.', errors: detail };
}
