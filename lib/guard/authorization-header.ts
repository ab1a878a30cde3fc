import type { IncomingMessage } from 'node:http';

import type { LightApiRequest } from '../declare/light-api-request.interface.js';

/** What `Authorization: Basic` says. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** @see RFC 9110, section 11.4, and RFC 6750, section 2.1 */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;
const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/** The token of `Authorization: Bearer`, the only place from which one is taken. */
export function bearerToken(request: LightApiRequest): string | undefined {
  return BEARER.exec(authorizationOf(request))?.[1];
}

/** Whether the request says `Authorization: Basic`, readable or not. */
export function hasBasicScheme(request: LightApiRequest): boolean {
  return /^Basic(?: |$)/i.test(authorizationOf(request));
}

/** @see RFC 7617 */
export function basicCredentials(request: LightApiRequest): BasicCredentials | undefined {
  const encoded = BASIC.exec(authorizationOf(request))?.[1];
  const text = encoded === undefined ? undefined : decoded(encoded);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 1) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Node keeps the first of two headers and says nothing; who sends two is refused. */
function authorizationOf({ headers, raw }: LightApiRequest): string {
  return timesSent(raw) === 1 ? (headers.authorization ?? '') : '';
}

function timesSent({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && /^authorization$/i.test(name)).length;
}

function decoded(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
