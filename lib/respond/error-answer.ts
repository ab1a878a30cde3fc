import { STATUS_CODES } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { DetailEntry } from '../error/request.error.js';
import { knownRequestId, REQUEST_ID_HEADER } from '../telemetry/request-id.js';

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
  const id = knownRequestId(request.raw);
  if (id !== undefined && !reply.hasHeader(REQUEST_ID_HEADER))
    void reply.header(REQUEST_ID_HEADER, id);
  void reply
    .code(status)
    .removeHeader('etag')
    .headers(headers)
    .header('content-type', `${asProblem ? PROBLEM : 'application/json'}; charset=utf-8`)
    .send(JSON.stringify(asProblem ? problem(answer, id) : { detail }));
}

function problem({ status, detail }: ErrorAnswer, id: string | undefined): object {
  const common = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status };
  const told =
    typeof detail === 'string' ? { detail } : { detail: 'Some members are wrong.', errors: detail };
  return { ...common, ...told, ...(id !== undefined && { request_id: id }) };
}
