import type { HostileRequest } from './hostile-request.js';
import { rawExchange, type RawAnswer } from './raw-exchange.js';
import { isSame } from './stored-value.js';

/** What came of comparing an accepted write with what is stored. */
export interface Comparison {
  /** Not, where somebody else has changed the row since, or its writer may not read it. */
  readonly isCompared: boolean;
  readonly fault?: string;
}

const NOT_COMPARED: Comparison = { isCompared: false };

/** Reads what a request has written, and compares it with what was answered and what was sent. */
export async function comparison(
  url: string,
  request: HostileRequest,
  { answer, caller }: { readonly answer: RawAnswer; readonly caller: string | undefined },
): Promise<Comparison> {
  const isWrite = ['POST', 'PUT', 'PATCH'].includes(request.method);
  if (!isWrite || answer.status >= 300 || !answer.headers.has('etag')) return NOT_COMPARED;
  const path = answer.headers.get('location') ?? request.path;
  const authorization = caller === undefined ? '' : `authorization: ${caller}\r\n`;
  const get = `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${authorization}\r\n`;
  const stored = await rawExchange(url, Buffer.from(get, 'latin1'));
  const isSameState = stored.headers.get('etag') === answer.headers.get('etag');
  if (stored.status !== 200 || !isSameState) return NOT_COMPARED;
  const fault = difference(request, answer.body, stored.body);
  return { isCompared: true, ...(fault !== undefined && { fault }) };
}

function difference(request: HostileRequest, answered: string, stored: string): string | undefined {
  const shown = JSON.parse(answered) as Record<string, unknown>;
  const row = JSON.parse(stored) as Record<string, unknown>;
  for (const [name, value] of Object.entries(shown))
    if (name in row && JSON.stringify(row[name]) !== JSON.stringify(value))
      return `answered ${name} ${JSON.stringify(value)}, stored ${JSON.stringify(row[name])}`;
  const sent = JSON.parse(request.body!.toString()) as Record<string, unknown>;
  for (const [name, kind] of Object.entries(request.route.members))
    if (Object.hasOwn(sent, name) && name in row && !isSame(kind, sent[name], row[name]))
      return `sent ${name} ${JSON.stringify(sent[name])}, stored ${JSON.stringify(row[name])}`;
  return undefined;
}
