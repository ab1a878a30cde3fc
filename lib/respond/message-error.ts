import type { ArgumentsHost } from '@nestjs/common';
import { throwError } from 'rxjs';

import type { ErrorAnswer } from './error-answer.js';
import { foreseenAnswer } from './foreseen-answer.js';

/** What the sender of a message gets to know of an error. */
export interface MessageError {
  readonly payload: object;
  /** Whether it is a fault of the server, which belongs in its log. */
  readonly isFault: boolean;
}

/** The event by which Nest tells errors to the clients of a gateway. */
const EVENT = 'exception';

const UNFORESEEN: ErrorAnswer = { status: 500, detail: 'Internal server error' };

/** Whether a microservice or a gateway is asked. */
export function isOfMessage(host: ArgumentsHost): boolean {
  return ['rpc', 'ws'].includes(host.getType());
}

/** In the form of Nest's filters for microservices and gateways, without what was asked. */
export function messageError(error: unknown): MessageError {
  if (isOfNest(error)) {
    const told = error.getError();
    return { payload: typeof told === 'object' ? told : payloadOf(told), isFault: false };
  }
  const { status, detail } = foreseenAnswer(error) ?? UNFORESEEN;
  return { payload: payloadOf(detail), isFault: status >= 500 };
}

/** A microservice gets what it rethrows, the client of a gateway an event. */
export function answerMessage(host: ArgumentsHost, payload: object): unknown {
  if (host.getType() === 'rpc') return throwError(() => payload);
  const client = host.switchToWs().getClient<GatewayClient>();
  // The sockets of `ws` are emitters too, but of events of their own.
  if (typeof client.readyState === 'number')
    client.send(JSON.stringify({ event: EVENT, data: payload }));
  else client.emit(EVENT, payload);
  return undefined;
}

function payloadOf(message: ErrorAnswer['detail']): object {
  return { status: 'error', message };
}

/** `RpcException` and `WsException`, of packages that an application may not have. */
function isOfNest(error: unknown): error is { getError(): string | object } {
  return typeof (error as { getError?: unknown } | null)?.getError === 'function';
}

/** As `socket.io` has it, and as the WebSocket of `ws` has it. */
interface GatewayClient {
  readonly readyState?: unknown;
  emit(event: string, payload: object): unknown;
  send(text: string): unknown;
}
